# Bars by way, a colour for each kernel or number of threads. Before this: terminal, output,
# and what plot.pl says of the measurements.
array colours[6] = ['#1f6fb4', '#c8602a', '#5a8f4f', '#8a5fa8', '#a08a30', '#5a7f95']
width = 0.84 / series
at(i) = (i - (series + 1) / 2.0) * width
margin = (high - low) * 0.12

set termoption noenhanced
set datafile separator "\t"
set xrange [-0.6:ways - 0.4]
set yrange [low < 0 ? low - margin / 2 : 0:high + margin]
set style fill solid 0.85 noborder
set boxwidth width * 0.92
set grid ytics linecolor '#d8d8d8' linewidth 1
set border 3 linecolor '#606060'
set tics nomirror out textcolor '#303030'
set xzeroaxis linetype 1 linecolor '#606060'
set key inside top left vertical samplen 1 textcolor '#303030'
set title sprintf("What a touch of a page that zram holds takes more than without anything\nscripts/bench: medians, and the least and most of n = %d; %s", n, threads)
set ylabel sprintf('%s added', unit)

plot for [i = 1:series] 'data' index i - 1 using ($1 + at(i)):2 with boxes title names[i] lc rgb colours[(i - 1) % 6 + 1], \
	for [i = 1:series] '' index i - 1 using ($1 + at(i)):2:3:4 with yerrorbars notitle pt 0 lw 1 lc rgb '#303030', \
	for [i = 1:series] '' index i - 1 using ($1 + at(i)):4:5 with labels offset 0,0.6 font ',8' tc rgb '#303030' notitle
