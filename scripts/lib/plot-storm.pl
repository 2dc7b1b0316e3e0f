#!/usr/bin/perl
# plot-storm.pl DIR: reads DIR/storm.json, what `swr run storm --format json`
# printed, and writes DIR/data (a line a policy, NaN where there is no number) and
# DIR/labels (gnuplot settings) for plot-storm.gp.
use strict;
use warnings;
use JSON::PP;
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

my $dir = shift or give_up('which directory?');
open my $in, '<', "$dir/storm.json" or give_up("storm.json: $!");
my $storm = eval { decode_json(do { local $/; <$in> }) };
give_up('no JSON object') unless ref $storm eq 'HASH';
give_up('not the JSON object of a storm')
	unless word($storm->{scenario}) eq 'storm' && ref $storm->{storms} eq 'ARRAY';
give_up('a storm without policies') unless @{ $storm->{storms} };

open my $data, '>', "$dir/data" or give_up("data: $!");
my ($lost, $writes, $most) = (0, 0, 0);
my (@names, @times);
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
close $data or give_up("data: $!");

open my $labels, '>', "$dir/labels" or give_up("labels: $!");
printf $labels "kernel = '%s'\n", word($storm->{kernel});
printf $labels "load = '%s, %d threads, %d pages, winners hold %d us longer, %d s a policy, %d of %d writes lost'\n",
	word($storm->{device}), map({ number($storm, $_) } qw(threads pages hold_us seconds)), $lost, $writes;
printf $labels "set xtics (%s)\n", join ', ', map { "\"$names[$_]\" $_" } 0 .. $#names;
printf $labels "policies = %d\nmost = %g\n", scalar @{ $storm->{storms} }, $most;
# Of its own it would find no range if there is nothing to draw, and give up.
@times = (1) unless @times;
@times = sort { $a <=> $b } @times;
printf $labels "low = %g\nhigh = %g\n", map { 10 ** $_ }
	floor(log($times[0]) / log(10)), ceil(log($times[-1] * 1.01) / log(10));
close $labels or give_up("labels: $!");
