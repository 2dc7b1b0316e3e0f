#!/usr/bin/perl
# plot.pl DIR: reads DIR/json, what `swr run storm --format json` or `scripts/bench --json`
# printed, prints which, `storm` or `cost`, and writes DIR/data and DIR/labels (gnuplot
# settings) for plot-storm.gp or plot-cost.gp.
use strict;
use warnings;
use JSON::PP;
use List::Util qw(max min uniq);
use POSIX qw(ceil floor);

sub give_up {
	print STDERR "@_\n";
	exit 1;
}

sub number {
	my ($object, @path) = @_;
	for my $key (@path) {
		return 'NaN' unless defined $object && ref $object eq 'HASH';
		$object = $object->{$key};
	}
	return defined $object && !ref $object && $object =~ /^[0-9.eE+-]+$/ ? $object + 0 : 'NaN';
}

sub word {
	my ($text) = @_;
	$text = '?' unless defined $text && !ref $text;
	$text =~ s/[^\w .,:+()\/-]/?/g;
	return $text;
}

# names of the places 0, 1, ... of an axis
sub tics {
	my (@names) = @_;
	return sprintf "set xtics (%s)\n", join ', ', map { "\"$names[$_]\" $_" } 0 .. $#names;
}

# data: a line a policy, NaN where there is no number
sub storm {
	my ($storm, $data, $labels) = @_;
	my ($lost, $writes, $most) = (0, 0, 0);
	my (@names, @times);

	give_up('not the JSON object of a storm')
		unless word($storm->{scenario}) eq 'storm' && ref $storm->{storms} eq 'ARRAY';
	give_up('a storm without policies') unless @{ $storm->{storms} };
	for my $s (@{ $storm->{storms} }) {
		give_up('not the JSON object of a storm')
			unless ref $s eq 'HASH' && number($s, 'resolved_per_s') ne 'NaN';
		my $name = word($s->{fix});
		$name .= '\n(unsafe)' if $s->{unsafe};
		push @names, $name;
		my @us = map { my $kind = $_; map { number($s, $kind, $_) } qw(p50 p99 max) } qw(wait_us touch_us);
		push @times, grep { $_ ne 'NaN' && $_ > 0 } @us;
		print $data join("\t", scalar @names, @us,
			number($s, 'repeats_per_resolved'), number($s, 'resolved_per_s')), "\n";
		$lost += number($s, $_) for qw(lost_writes misplaced);
		$writes += number($s, 'writes');
		$most = number($s, 'repeats_per_resolved') if number($s, 'repeats_per_resolved') > $most;
	}

	printf $labels "kernel = '%s'\n", word($storm->{kernel});
	printf $labels "load = '%s, %d threads, %d pages, winners hold %d us longer, %d s a policy, %d of %d writes lost'\n",
		word($storm->{device}), map({ number($storm, $_) } qw(threads pages hold_us seconds)), $lost, $writes;
	print $labels tics(@names);
	printf $labels "policies = %d\nmost = %g\n", scalar @{ $storm->{storms} }, $most;
	# Of its own it would find no range if there is nothing to draw, and give up.
	@times = (1) unless @times;
	@times = sort { $a <=> $b } @times;
	printf $labels "low = %g\nhigh = %g\n", map { 10 ** $_ }
		floor(log($times[0]) / log(10)), ceil(log($times[-1] * 1.01) / log(10));
}

# data: a line for each way of each kernel and number of threads, of which each has a block
sub cost {
	my ($all, $data, $labels) = @_;
	my (%series, @names);

	for my $m (@$all) {
		give_up('not the JSON list of scripts/bench') if grep { number($m, $_) eq 'NaN' }
			qw(threads median min max n added_percent);
		push @{ $series{word($m->{kernel}), $m->{threads}} }, $m;
	}
	my @threads = uniq map { $_->{threads} } @$all;
	my @units = uniq map { word($_->{unit}) } @$all;
	my @n = uniq map { $_->{n} } @$all;
	my @ways = grep { $_ ne 'none' } uniq map { word($_->{way}) } @$all;
	give_up('no way but none') unless @ways;
	give_up('not of one unit and one number of rounds') unless @units == 1 && @n == 1;

	my %place = map { $ways[$_] => $_ } 0 .. $#ways;
	my ($low, $high) = (0, 0);
	for my $key (uniq map { join $;, word($_->{kernel}), $_->{threads} } @$all) {
		my ($kernel, $threads) = split /$;/, $key;
		my ($none) = grep { word($_->{way}) eq 'none' } @{ $series{$key} };
		give_up("nothing to compare with: no way none on $kernel") unless $none;
		push @names, @threads == 1 ? $kernel : "$kernel, " . ($threads == 1 ? '1 thread' : "$threads threads");
		print $data "\n\n" if @names > 1;
		for my $m (@{ $series{$key} }) {
			next if word($m->{way}) eq 'none';
			my @added = map { $m->{$_} - $none->{median} } qw(median min max);
			$low = min($low, @added);
			$high = max($high, @added);
			my $percent = sprintf '%.1f', $m->{added_percent};
			$percent =~ s/^-(0\.0)$/$1/;
			printf $data "%s\t%s%%\n", join("\t", $place{word($m->{way})}, @added), $percent;
		}
	}

	printf $labels "unit = '%s'\nn = %d\n", $units[0], $n[0];
	printf $labels "threads = '%s'\n", @threads > 1 ? 'threads as named' : $threads[0] == 1 ? '1 thread' : "$threads[0] threads";
	print $labels tics(@ways);
	printf $labels "ways = %d\nseries = %d\narray names = [%s]\n", scalar @ways, scalar @names,
		join(', ', map { "\"$_\"" } @names);
	printf $labels "low = %g\nhigh = %g\n", $low, $high > $low ? $high : $low + 1;
}

my $dir = shift or give_up('which directory?');
open my $in, '<', "$dir/json" or give_up("json: $!");
my $json = eval { decode_json(do { local $/; <$in> }) };
open my $data, '>', "$dir/data" or give_up("data: $!");
open my $labels, '>', "$dir/labels" or give_up("labels: $!");
if (ref $json eq 'HASH') {
	storm($json, $data, $labels);
	print "storm\n";
} elsif (ref $json eq 'ARRAY') {
	cost($json, $data, $labels);
	print "cost\n";
} else {
	give_up('no JSON object or list');
}
close $data or give_up("data: $!");
close $labels or give_up("labels: $!");
