# Three panels over the same policies. Before this: terminal, output, and what
# plot-storm.pl says of the storm.
wait = '#1f6fb4'
touch = '#c8602a'
bar = '#5a7f95'

set termoption noenhanced
set datafile separator "\t"
set xrange [-0.6:policies - 0.4]
set style fill solid 0.85 noborder
set boxwidth 0.55
set grid ytics linecolor '#d8d8d8' linewidth 1
set border 3 linecolor '#606060'
set tics nomirror out textcolor '#303030'
set lmargin 11
set rmargin 3
set bmargin 3.5
set multiplot layout 3,1 title sprintf("swr run storm on %s\n%s", kernel, load)

set title 'What the losers of the race wait' offset 0,-0.5
set ylabel 'us, log scale'
set logscale y
set format y '%g'
set yrange [low:high]
set key outside top right horizontal samplen 1 textcolor '#303030'
plot 'data' using ($0 - 0.12):2:2:4 with yerrorbars title 'wait per refusal: p50 to max' pt 7 ps 1.1 lw 2 lc rgb wait, \
	'' using ($0 - 0.12):3 with points title 'p99' pt 9 ps 1.6 lc rgb wait, \
	'' using ($0 + 0.12):5:5:7 with yerrorbars title 'touch in all: p50 to max' pt 6 ps 1.1 lw 2 lc rgb touch, \
	'' using ($0 + 0.12):6 with points title 'p99' pt 8 ps 1.6 lc rgb touch

unset logscale y
unset key
set title 'Repeated faults per resolved fault'
set ylabel ''
set yrange [0:most > 0 ? most * 1.2 : 1]
set format y '%g'
plot 'data' using 0:8 with boxes lc rgb bar, \
	'' using 0:8:(sprintf('%.2f', $8)) with labels offset 0,0.7 tc rgb '#303030'

set title 'Resolved faults per second'
set yrange [0:*]
set offsets 0, 0, graph 0.15, 0
plot 'data' using 0:9 with boxes lc rgb bar, \
	'' using 0:9:(sprintf('%.0f', $9)) with labels offset 0,0.7 tc rgb '#303030'
unset multiplot
