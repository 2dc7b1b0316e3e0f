#!/usr/bin/perl
# Makes doc/candidates.md of what scripts/model found: model-doc.pl DIR, where DIR has
# the list, the lines and a diagram a candidate and cast.
use strict;
use warnings;

my $dir = $ARGV[0];
my (@cands, %cast, %line);

sub lines {
	my ($file) = @_;
	open my $fh, "<", $file or die "$file: $!\n";
	chomp(my @all = <$fh>);
	return @all;
}

for (lines("$dir/list")) {
	my ($what, @f) = split /\t/;
	if ($what eq "cand") {
		my %c;
		@c{qw(id kind name origin verdict said policy note)} = @f;
		push @cands, \%c;
	} else {
		my %c;
		@c{qw(name kind text quick one_cpu)} = @f;
		push @{$cast{$c{kind}}}, \%c;
	}
}
for (lines("$dir/lines")) {
	my ($id, $cast, $broken, $states, $moves, $steps) = split /\t/;
	$line{$id}{$cast} = { cast => $cast, broken => $broken, states => $states, steps => $steps };
}

sub number {
	my $n = reverse shift;
	$n =~ s/(\d{3})(?=\d)/$1,/g;
	return scalar reverse $n;
}

# What is broken with one sort of casts, in the first of them that breaks it: others are
# variations.
sub worst {
	my ($id, @casts) = @_;
	my @bad = grep { $_->{broken} !~ /^(clean|bound)$/ } map { $line{$id}{$_->{name}} } @casts;
	return $bad[0];
}

my @title = ("S1: who swaps in past the swap cache", "S2: -EEXIST in __read_swap_cache_async()",
	     "S3: swapoff against a swap-in", "S4: a collapse that drops mmap_lock");

print <<'EOF';
<!-- Written by scripts/model --doc doc/candidates.md -->

# The candidates, explored to the end

Each candidate of the four threads is a small program in `module/model/`, one file each with
its diagram, its origin and who rejected it. The explorer goes through every interleaving of
its steps with every outcome of each, breadth first, so a way to what is broken is a shortest
one. Looked for:

- a page is mapped that does not read what was written last; a write that is lost in the end
- an entry or a page freed twice, a count below 0, a claim or an entry that is never dropped
- use of a device after swapoff, of a freed object, of a percpu_ref that is none
- a sleep under a spinlock, with preemption off or in RCU
- waiting for ever: nobody can do anything, or a cycle that a fair scheduler allows

What is clean is clean within these bounds: one page, two slots, one pass of reclaim, each
thread touches the page once, the order of memory accesses is that of the steps (what weaker
machines do is asked by `tests/litmus`). A freed slot is used again at once or not, both are
tried. A tick is longer than what other tasks do in it.

EOF

for my $kind (0 .. $#title) {
	my @all = @{$cast{$kind}};
	my @smp = grep { !$_->{one_cpu} } @all;
	my @one = grep { $_->{one_cpu} } @all;
	print "## $title[$kind]\n\n";
	print "- `$_->{name}`: $_->{text}\n" for @all;
	print "\n| candidate | | origin | ", (@one ? "all CPUs | one CPU" : "found"),
	      " | states | the thread said | agree |\n";
	print "|---|---|---|---|", (@one ? "---|" : ""), "---|---|---|\n";
	for my $c (grep { $_->{kind} == $kind } @cands) {
		my ($states, $bound) = (0, "");
		for (@all) {
			$states += $line{$c->{id}}{$_->{name}}{states};
			$bound = " (bound met)" if $line{$c->{id}}{$_->{name}}{broken} eq "bound";
		}
		my $smp = worst($c->{id}, @smp);
		my $one = worst($c->{id}, @one);
		my $cell = sub {
			my ($w) = @_;
			return $w ? "**$w->{broken}** (`$w->{cast}`, $w->{steps} steps)" : "clean";
		};
		my $agree = $c->{said} eq "open" ? "-" :
			($c->{said} eq "wrong") == !!($smp || $one) ? "yes" : "no";
		$agree = $agree eq "no" ? "no, see below" : $agree;
		die "$c->{id}: a note but no difference\n" if $c->{note} ne "-" && $agree !~ /^no/;
		die "$c->{id}: a difference but no note\n" if $c->{note} eq "-" && $agree =~ /^no/;
		print "| $c->{id} | $c->{name}", ($c->{policy} ne "-" ? " (policy `$c->{policy}`)" : ""),
		      " | $c->{origin} | ", $cell->($smp), (@one ? " | " . $cell->($one) : ""), " | ",
		      number($states), "$bound | $c->{verdict} | $agree |\n";
	}
	my @differ = grep { $_->{kind} == $kind && $_->{note} ne "-" } @cands;
	if (@differ) {
		print "\nWhere they differ, who is right:\n\n";
		print "- $_->{id}: $_->{note}.\n" for @differ;
	}
	print "\n";
}

print "## What kills them\n\n";
for my $c (@cands) {
	my @all = @{$cast{$c->{kind}}};
	my @shown = grep { $_ } worst($c->{id}, grep { !$_->{one_cpu} } @all),
		worst($c->{id}, grep { $_->{one_cpu} } @all);
	# one CPU tells something new only if many CPUs did not
	for my $w (@shown[0 .. (@shown ? 0 : -1)]) {
		my ($text) = map { $_->{text} } grep { $_->{name} eq $w->{cast} } @all;
		print "### $c->{id}, $c->{name}: $w->{broken}\n\n$text; $w->{steps} steps.\n\n";
		my @drawn = lines("$dir/found/$c->{id}.$w->{cast}");
		shift @drawn;
		s/^\t/    /, s/\s+$// for @drawn;
		print "$_\n" for @drawn;
		print "\n";
	}
}
