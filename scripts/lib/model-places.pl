#!/usr/bin/perl
# Adds to each line of a trace of the explorer the place of its step: model-places.pl STEPS
# <TRACE >TRACE, STEPS being tests/expect/model-steps; "-" where nobody can be held, "?" for
# a step that STEPS does not know.
use strict;
use warnings;

my %place;

# A step without what is in brackets, numbers and outcomes.
sub words {
	my ($text) = @_;
	$text =~ s/^\s+//;
	$text =~ s/\([^)]*\)//g;
	$text =~ s{: .*| = .*| is not .*}{};
	$text =~ s/ \d+//g;
	$text =~ s/\s+$//;
	return $text;
}

open my $in, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
while (<$in>) {
	next if /^#/;
	chomp;
	my ($text, $place) = split /\t/;
	$place{$text} = $place;
}
close $in;

while (<STDIN>) {
	chomp;
	my ($what, $who, $text) = split /\t/;
	print "$_\t", $place{words($text)} // '?', "\n" if $what eq 'step';
}
