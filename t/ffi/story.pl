# The story (story.md) in Perl.
use strict;
use warnings;
use Config;
use FindBin;
use Time::HiRes qw(sleep time);
BEGIN { if ($Config{useithreads}) { require threads; threads->import } }
use lib "$FindBin::Bin/../../bindings/perl/lib";
use Mmapnative;

$| = 1;
sub step {
	my ($name, $code) = @_;
	if (eval { $code->(); 1 }) { print "ok $name\n" }
	else { (my $why = "$@") =~ tr/\n/ /; print "not ok $name: $why\n" }
}
sub same {
	my ($got, $should, $what) = @_;
	my ($g, $s) = map { join ',', map { $_ // 'undef' } ref $_ ? @$_ : $_ } $got, $should;
	die "$what: $g is not $s\n" unless $g eq $s;
}
# The error of a piece of code that has to fail.
sub error {
	my ($code) = @_;
	die "no error\n" if eval { $code->(); 1 };
	return $@;
}
sub file {
	my ($path, $bytes) = @_;
	open my $f, '>:raw', $path or die "$path: $!";
	print $f $bytes;
	close $f;
}
# Adds 1 to a counter at 8 a thousand times.
sub count { my ($region) = @_; $region->atomic_add_u64(8, 1) for 1 .. 1000 }

sub second {
	my ($folder) = @_;
	sleep 0.01 until -e "$folder/shared";
	my $shared = Mmapnative::Region->open("$folder/shared", Mmapnative::ACCESS_WRITE());
	count($shared);
	$shared->atomic_store_u32(0, 1);
	$shared->wake(0);
	until ($shared->atomic_load_u32(4)) { $shared->await(4, 0, 60) or die "the first process does not wake\n" }
}

# Nanoseconds of a call, from some 50 ms of them.
sub costs {
	my ($what, $code) = @_;
	my ($n, $start, $took) = (0, time);
	do { $code->() for 1 .. 1000; $n += 1000 } while ($took = time - $start) < 0.05;
	printf "costs %s %.1f\n", $what, $took * 1e9 / $n;
}

sub first {
	my ($folder) = @_;
	printf "is Perl %vd\n", $^V;
	step constants => sub {
		same(Mmapnative::PROT_READ() | Mmapnative::PROT_WRITE(), 3, 'both');
		same(Mmapnative::mn_constant_value(Mmapnative::mn_constant_find('PROT_READ')), Mmapnative::mn_PROT_READ(), 'in the table') if defined &Mmapnative::mn_PROT_READ;
		# S0-45, S4-52: the numbers of the library's own functions have names, too.
		same(Mmapnative::ACCESS_WRITE(), 2, 'our own');
		same(Mmapnative::supported('PROT_READ'), 1, 'supported');
	};
	step absent => sub {
		my @absent = grep { !eval { Mmapnative::constant($_); 1 } } qw(MAP_TPRO PROT_ADI MAP_REMAPDUP);
		die "each of the three exists\n" unless @absent;
		my $e = error(sub { Mmapnative::constant($absent[0]) });
		die "$e\n" unless ref $e && $e->isa('Mmapnative::AbsentConstant') && $e->message =~ $absent[0];
		die "MAP_SHRED\n" unless ref(error(sub { Mmapnative::MAP_SHRED() })) eq 'Mmapnative::UnknownConstant';
		my $flags = Mmapnative::MAP_PRIVATE() | Mmapnative::MAP_ANONYMOUS() | (Mmapnative::mn_absent() & 0x7fffffff);
		same(error(sub { Mmapnative::call('mn_mmap', undef, Mmapnative::page_size(), 3, $flags, -1, 0) })->name, 'EINVAL', 'mmap');
	};
	step failure => sub {
		my $e = error(sub { Mmapnative::Region->open("$folder/nothing") });
		same([$e->name, $e->call, $e->code], ['ENOENT', 'mn_region_open', -2], 'open');
		die $e->detail unless index($e->detail, "$folder/nothing") >= 0 && "$e" =~ /story\.pl/;
		my $ten = Mmapnative::Region->anonymous(10);
		$e = error(sub { $ten->read(8, 3) });
		# F27: the failure as numbers.
		same([$e->name, $e->offset, $e->length, $e->total, $e->id, $e->holder], ['ERANGE', 8, 3, 10, $ten->id, undef], 'numbers');
		error(sub { Mmapnative::Region->open("$folder/nothing") });
		my $other = Mmapnative::Error->new($e->code, 'mn_region_read', $ten->id);
		same([$other->detail, $other->offset], [Mmapnative::mn_error_message($e->code), undef], 'the record of another call');
		error(sub { $ten->read(0, -1) });
		error(sub { $ten->write(0, "\x{263a}") });
		error(sub { Mmapnative::Region->open("a\0b") });
	};
	step region => sub {
		my $r = Mmapnative::Region->create("$folder/story", 10);
		$r->write(2, 'Hello');
		same($r->read(2, 5), 'Hello', 'read');
		same([$r->find('llo'), $r->find('nothing'), $r->rfind('l'), $r->count('l')], [4, undef, 5, 2], 'find');
		$r->resize(20);
		open my $f, '<:raw', "$folder/story" or die;
		my $bytes = do { local $/; <$f> };
		same([length $bytes, substr $bytes, 2, 5], [20, 'Hello'], 'the file');
		for my $order (qw(le be)) {
			my ($set32, $get32, $set64, $get64, $by_value, $set, $get) = map { "${_}_$order" } qw(set_u32 get_u32 set_u64 get_u64 u64 set_f64 get_f64);
			$r->$set32(8, 4294967295);
			same($r->$get32(8), 4294967295, '32 bits');
			$r->$set64(8, 18446744073709551614);
			same($r->$get64(8), 18446744073709551614, '64 bits');
			same(error(sub { $r->$by_value(8) })->name, 'EOVERFLOW', 'by value');
			$r->$set(8, 1.5);
			same($r->$get(8), 1.5, 'a float');
		}
		same($r->path, "$folder/story", 'path');
		my $id = $r->id;
		undef $r;
		same(Mmapnative::mn_error_name(Mmapnative::mn_region_length($id)), 'EBADF', 'the last reference closes');
	};
	step slice => sub {
		my $r = Mmapnative::Region->open("$folder/story", Mmapnative::ACCESS_WRITE());
		my $slice = $r->slice(2, 5);
		my $view = $slice->view;
		same([$view->read, $view->read(1, 2)], ['Hello', 'el'], 'view');
		$view->write(0, 'J');
		same($r->read(2, 1), 'J', 'written through');
		my $e = error(sub { $r->close });
		same([$e->name, $e->holder], ['EBUSY', $slice->id], 'close while held');
		error(sub { $view->read(5, 1) });
		# S2-34: bytes of a slice, with its bounds.
		same(error(sub { $slice->read(4, 2) })->name, 'ERANGE', 'bounds');
		$slice->close;
		print "view guarded\n" if error(sub { $view->read }) =~ /closed/;
		$r->close;
	};
	step wait => sub {
		my $shared = Mmapnative::Region->create("$folder/shared", 64);
		count($shared);
		until ($shared->atomic_load_u32(0)) { $shared->await(0, 0, 60) or die "the second process does not wake\n" }
		same($shared->atomic_load_u64(8), 2000, 'the counter');
		same($shared->await(4, 0, 0.05), 0, 'a wait that ends');
		$shared->atomic_store_u32(4, 1);
		$shared->wake(4);
	};
	step cut => sub {
		my $page = Mmapnative::page_size();
		file("$folder/cut", "\1" x (3 * $page));
		my $r = Mmapnative::Region->open("$folder/cut", Mmapnative::ACCESS_WRITE());
		local $SIG{BUS} = sub { print "# a handler of Perl's\n" };
		truncate "$folder/cut", 0 or die;
		same(error(sub { $r->read($page, 8) })->name, 'EIO', 'read');
		same($r->truncated, 1, 'truncated');
	};
	step close => sub {
		my $r = Mmapnative::Region->anonymous(10);
		$r->close;
		$r->close;
		same($r->is_closed, 1, 'closed');
		same(error(sub { $r->read(0, 1) })->name, 'EBADF', 'read');
	};
	if ($INC{'threads.pm'}) {
		step threads => sub {
			my $r = Mmapnative::Region->anonymous(64);
			my @threads = map {
				my $n = $_;
				threads->create(sub {
					for (1 .. 1000) {
						my $e = error(sub { $r->read(60, $n) });
						return "$n: " . $e->length unless $e->length == $n && $e->offset == 60;
						$r->atomic_add_u64(0, 1);
					}
					return '';
				});
			} 100, 200;
			same(join('', map { $_->join } @threads), '', 'each its own');
			same($r->atomic_load_u64(0), 2000, 'the counter');
		};
	} else {
		print "skip threads: this Perl has none\n";
	}
	my $r = Mmapnative::Region->anonymous(64);
	my ($id, $buffer) = ($r->id, "\0" x 8);
	my $address = Mmapnative::address($buffer);
	costs(constant => sub { Mmapnative::PROT_READ() });
	costs(read => sub { Mmapnative::mn_region_read($id, 0, $address, 8) });
}

$ARGV[0] eq 'second' ? second($ARGV[1]) : first($ARGV[1]);
