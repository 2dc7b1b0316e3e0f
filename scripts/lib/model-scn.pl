#!/usr/bin/perl
# A counterexample of the explorer as a scenario file: model-scn.pl ID CAST <TRACE, with
# the places that model-places.pl adds. What a task of the model does in one go becomes a
# step of a session, and where others come in between, a hold at the place of the step
# that was done last. Exit status 1 and a line that says why if there is no such place.
use strict;
use warnings;

$SIG{__DIE__} = sub { print STDERR "model: $_[0]"; exit 1 };

my ($id, $cast) = @ARGV;
my (@line, @op, %open, @order);

while (<STDIN>) {
	chomp;
	my ($what, $who, $text, $place) = split /\t/;
	push @line, [$who, $text, $place];
}
die "there is no counterexample of $id with cast $cast\n" if !@line;

# Operations in the order in which they begin.
for my $l (@line) {
	my ($who, $text, $place) = @$l;
	my $op = $open{$who};
	if ($text =~ /^user: touches/) {
		next;
	} elsif ($text =~ /^do_swap_page/ || $text eq 'the PTE is none') {
		$op = { who => $who, verb => 'touch', last => '' };
	} elsif ($text =~ /^user: writes/) {
		# the same access, if that is what it faulted for
		if (!$op || $op->{verb} ne 'touch' || $op != $op[-1]) {
			$op = { who => $who, verb => 'write', last => '' };
		} else {
			$op->{verb} = 'write';
		}
	} elsif ($text =~ /^user: /) {
		next;
	} elsif ($text =~ /^zap_pte_range/) {
		$op = { who => $who, verb => 'discard' };
	} elsif ($who eq 'reclaim' && $text =~ /^locks the page/) {
		$op = { who => $who, verb => 'pageout' };
	} elsif ($text =~ /^swapoff: /) {
		$op = { who => $who, verb => 'swapoff' };
	}
	die "$id, $cast: '$text' is no step of a scenario\n" if !$op;
	if (!$open{$who} || $open{$who} != $op) {
		push @op, $op;
		$open{$who} = $op;
	} elsif (defined $op->{last} && $op != $op[-1] && $text ne 'maps a new page of zeroes') {
		# somebody began something since its last step
		if (!$op->{at}) {
			# right before the step that comes, or right behind the one that was
			my $at = $place =~ /:entry$/ ? $place : $op->{place};
			die "$id, $cast: tests/expect/model-steps does not know '$op->{last}'\n"
				if $at eq '?';
			die "$id, $cast: nobody can be held behind '$op->{last}'\n" if $at eq '-';
			$op->{at} = $at =~ s/^(read):entry$/$1/r;
		}
	}
	# a page of zeroes is nobody's until it is written to
	$op->{verb} = 'write' if $text eq 'maps a new page of zeroes';
	if (defined $op->{last}) {
		$op->{last} = $text =~ s/^\s+//r;
		$op->{place} = $place;
	}
}

my $bug = substr($id, 0, 2);
my %first = (touch => 'r', write => 'w', pageout => 'p', discard => 'd', swapoff => 's');
my (%count, %steps_of, @holds, @perm, $reused);
for my $op (@op) {
	$op->{name} = $first{$op->{verb}} . ($count{$op->{verb}}++ // 0);
	my $page = $op->{verb} eq 'swapoff' ? '' : ' page=0';
	$page .= ' value=7777' if $op->{verb} eq 'write';
	push @order, $op->{who} if !$steps_of{$op->{who}};
	push @{$steps_of{$op->{who}}}, "\tstep $op->{name} $op->{verb}$page\n";
	$reused = $op->{name} if $op->{verb} eq 'pageout';
}
for my $op (grep { $_->{at} } @op) {
	my ($until) = grep { $_->{who} ne $op->{who} && $_->{verb} =~ /^(touch|write|swapoff)$/ } @op;
	$op->{hold} = 'h' . @holds;
	push @holds, "hold $op->{hold} session=$op->{who} at=$op->{at}" .
		(!$until ? '' : $until->{verb} eq 'swapoff' ? " until=$until->{who}:swapoff_wait" :
		 " until=$until->{who}:claim:return=eexist") . " limit_ms=2000\n";
	push @perm, "hold:$op->{hold}";
}
push @perm, map { $_->{name} } @op;
push @perm, map { ("release:$_->{hold}", "wait:$_->{name}") } grep { $_->{hold} } @op;
die "$id, $cast: nobody is held in it\n" if !@holds;

print "# From the shortest counterexample of $id, cast $cast, by scripts/model --scenario:\n#\n";
printf "#\t%-10s%s\n", $_->[0], $_->[1] for @line;
my $name = lc "$id-$cast";
$name =~ s/unfixed-//;
print "scenario $name\nbug $bug\n";
print 'setup pages=40 slots=15 spare=', $bug eq 'S1' ? 0 : 4, " value=1111 limit_ms=2000\n";
print "\nsession $_\n", @{$steps_of{$_}} for @order;
print "\n", @holds, "\npermutation @perm\n\n";
print 'expect window=h0', $bug eq 'S1' ? ($reused ? " reused=$reused" : '') : ' lost_writes=0', "\n";
