# Memory mapping that cannot crash the process: regions with bounds, errors with numbers, and the
# constants of the machine that runs.  mmapnative.h explains each function; a method has its name.
package Mmapnative;
use 5.014;
use strict;
use warnings;
use Carp ();
use Config;
use File::Basename ();
use File::Spec;

our $VERSION = '0.2.0';
my $needed = '0.2';

BEGIN {
	eval { require FFI::Platypus; FFI::Platypus->VERSION('1.36'); require FFI::Platypus::Buffer; 1 }
		or die "mmapnative: FFI::Platypus 1.36 is missing: install Debian's libffi-platypus-perl, or run `cpan FFI::Platypus`\n";
}
use Mmapnative::Functions;
# An error is reported at the line that called this module.
$Carp::Internal{$_} = 1 for __PACKAGE__, map { __PACKAGE__ . "::$_" } qw(Message Error Handle Bytes Region Slice View Cursor Follower Manager);

# The library: MMAPNATIVE_LIB, the one of a checkout, or the name that the loader searches.
my $path = $ENV{MMAPNATIVE_LIB} // '';
if ($path eq '') {
	my $built = File::Spec->catfile(File::Basename::dirname(File::Spec->rel2abs(__FILE__)), ('..') x 3, 'build', 'libmmapnative.so');
	$path = -e $built ? $built : 'libmmapnative.so.0';
}
my $handle = do {
	require FFI::Platypus::DL;
	FFI::Platypus::DL::dlopen($path, FFI::Platypus::DL::RTLD_PLATYPUS_DEFAULT())
		or die "mmapnative: the library $path was not found (" . FFI::Platypus::DL::dlerror() . "): install it, or set MMAPNATIVE_LIB to its path\n";
};
my $ffi = FFI::Platypus->new(api => 1);
{
	my $address = FFI::Platypus::DL::dlsym($handle, 'mn_version');
	my $version = $address ? $ffi->function($address => [] => 'string')->call : 'unknown';
	die "mmapnative: $path is version $version of the library, and this binding needs $needed: install that version, or set MMAPNATIVE_LIB to its path\n"
		unless index($version, "$needed.") == 0;
}
# Each C function is a Perl one of its name, Mmapnative::mn_region_read: results and arguments are those of C, and pointers are numbers.
while (my ($name, $signature) = each %Mmapnative::Functions::SIGNATURE) {
	$ffi->attach([FFI::Platypus::DL::dlsym($handle, $name) => __PACKAGE__ . "::$name"], @{$signature}[0, 1]);
}
my $absent = mn_absent();

# Perl runs a handler of %SIG only after the system call, and a fault would come again for ever: the library looks for such
# a handler before each access.
mn_guard(constant('GUARD_CHECKED'));

# A zeroed buffer that a function fills.
sub buffer {
	my ($n) = @_;
	Carp::croak("a length of $n bytes is not possible") if $n < 0;
	return "\0" x $n;
}

sub address { return FFI::Platypus::Buffer::scalar_to_pointer($_[0]) }

# The bytes of a string.
sub bytes {
	my ($bytes) = @_;
	Carp::croak('the bytes are undefined') unless defined $bytes;
	utf8::downgrade($bytes, 1) or Carp::croak('a wide character is no byte: encode the text first');
	return $bytes;
}

# A text for C, which ends at its first zero byte.
sub text {
	my ($text) = @_;
	return undef unless defined $text;
	$text = "$text";
	utf8::encode($text) if utf8::is_utf8($text);
	Carp::croak('a text holds a zero byte') if index($text, "\0") >= 0;
	return $text;
}

# Calls a function.  A failure dies with a Mmapnative::Error.
sub call {
	my ($name, @arguments) = @_;
	my $signature = $Mmapnative::Functions::SIGNATURE{$name};
	no strict 'refs';
	my $result = &{$name}(@arguments);
	my ($kind, $object) = @{$signature}[2, 3];
	return $result if $kind eq 'text' || $kind eq 'value' || $result >= 0 || ($kind eq 'address' && $result < -4095);
	die Mmapnative::Error->new($result, $name, defined $object ? $arguments[$object] : undef);
}

sub version   { return mn_version() }
sub page_size { return mn_page_size() }

# True if the running kernel accepts the constant; undef if there is no reliable test.
sub supported {
	my ($name) = @_;
	my $result = mn_supported(text($name));
	return $result if $result >= 0;
	return undef if mn_error_name($result) eq 'ENOTSUP';
	die Mmapnative::UnknownConstant->new("no constant is called $name");
}

# The value of a constant by its name.
sub constant {
	my ($name) = @_;
	my $index = mn_constant_find(text($name));
	die Mmapnative::UnknownConstant->new("no constant is called $name") if $index < 0;
	my $value = mn_constant_value($index);
	die Mmapnative::AbsentConstant->new("the constant $name does not exist on this platform") if $value == $absent;
	return $value;
}

# `use Mmapnative qw(PROT_READ MAP_SHARED)` makes constants of these names.
sub import {
	my (undef, @names) = @_;
	my $to = caller;
	for my $name (@names) {
		my $value = eval { constant($name) };
		Carp::croak($@) if $@;
		no strict 'refs';
		*{"${to}::$name"} = sub () { $value };
	}
	return;
}

# Mmapnative::PROT_READ() is looked up once.
our $AUTOLOAD;
sub AUTOLOAD {
	(my $name = $AUTOLOAD) =~ s/.*:://;
	return if $name eq 'DESTROY';
	my $value = constant($name);
	no strict 'refs';
	*{$AUTOLOAD} = sub () { $value };
	return $value;
}

# ---- Errors

package Mmapnative::Message;
use overload '""' => sub { $_[0]{message} }, fallback => 1;
sub new { my ($class, $message) = @_; return bless { message => $message . Carp::shortmess('') }, $class }
sub message { return $_[0]{message} }

# The platform lacks this constant.
package Mmapnative::AbsentConstant;
our @ISA = 'Mmapnative::Message';

# The library knows no constant of this name.
package Mmapnative::UnknownConstant;
our @ISA = 'Mmapnative::Message';

# A call failed: code (the negative errno that the library returned), name ("ENOENT"), call, reason and detail, and the numbers id, offset,
# length, total, holder, holder_offset, holder_length and holder_thread, each undef if the failure has none.
package Mmapnative::Error;
our @ISA = 'Mmapnative::Message';
my @numbers = qw(code id offset length total holder holder_offset holder_length holder_thread);
for my $word (@numbers, qw(name call reason detail)) {
	no strict 'refs';
	*{$word} = sub { $_[0]{$word} };
}

# The record of the thread is this failure's only if it has the same function, result and id.
sub new {
	my ($class, $code, $call, $id) = @_;
	my %self = (code => $code, call => $call, name => Mmapnative::mn_error_name($code));
	if (Mmapnative::mn_error_call() eq $call && Mmapnative::mn_error_number(0) == $code
		&& (!defined $id || Mmapnative::mn_error_number(1) == $id)) {
		for my $which (1 .. $#numbers) {
			my $number = Mmapnative::mn_error_number($which);
			$self{$numbers[$which]} = $number unless $number == $absent;
		}
		@self{qw(reason detail)} = (Mmapnative::mn_error_reason(), Mmapnative::mn_error_detail());
	} else {
		$self{reason} = $self{detail} = Mmapnative::mn_error_message($code);
	}
	$self{message} = "$self{name}: $self{detail}" . Carp::shortmess('');
	return bless \%self, $class;
}

# ---- Objects

# An object of the library by its id.  It closes itself when its last reference goes.
package Mmapnative::Handle;

sub thread { return $INC{'threads.pm'} ? threads->tid : 0 }

sub new {
	my ($class, $id, $keep) = @_;
	return bless { id => $id, keep => $keep, owner => "$$ " . thread() }, $class;
}

sub id { return $_[0]{id} }
sub is_closed { return !!$_[0]{closed} }

# Closes the object.  Once more does nothing.
sub close {
	my ($self) = @_;
	return if $self->{closed};
	my ($close, undef, $ask) = $self->functions;
	my $done = eval { Mmapnative::call($close, $self->{id}); 1 };
	my $error = $@;
	# A close that cannot close the file's descriptor has closed the object.
	no strict 'refs';
	$self->{closed} = 1 if $done || &{"Mmapnative::$ask"}($self->{id}) < 0;
	die $error unless $done;
	return;
}

# A child of fork has ids of its own, and a thread copies the objects of its parent: only the maker closes.
sub DESTROY {
	my ($self) = @_;
	return if $self->{closed} || ${^GLOBAL_PHASE} eq 'DESTRUCT' || $self->{owner} ne "$$ " . thread();
	my (undef, $collect) = $self->functions;
	no strict 'refs';
	local ($@, $!);
	&{"Mmapnative::$collect"}($self->{id});
	return;
}

# What regions and slices have in common.
package Mmapnative::Bytes;
our @ISA = 'Mmapnative::Handle';
# Means up to the end.
my $rest = 9223372036854775807;

sub search {
	my ($self, $word, $needle, $start, $stop) = @_;
	$needle = Mmapnative::bytes($needle);
	my $found = eval {
		Mmapnative::call('mn_' . $self->word . "_$word", $self->{id}, $start // 0, $stop // $rest, Mmapnative::address($needle), CORE::length $needle)
	};
	return $found if defined $found;
	die $@ unless ref $@ && $@->isa('Mmapnative::Error') && $@->name eq 'ENOENT';
	return undef;
}

# The offset of the first or last match between start and stop, or undef, and the number of matches.
sub find  { my ($self, @how) = @_; return $self->search('find',  @how) }
sub rfind { my ($self, @how) = @_; return $self->search('rfind', @how) }
sub count { my ($self, @how) = @_; return $self->search('count', @how) }

package Mmapnative::Region;
our @ISA = 'Mmapnative::Bytes';
sub word { return 'region' }
# The function that closes, the one for what is collected (whose slices may live longer), and one that asks.
sub functions { return qw(mn_region_close mn_region_release mn_region_length) }
sub make { my ($class, @call) = @_; return $class->new(Mmapnative::call(@call)) }

# Opens a file.  access is a number of ACCESS_* (default: read); a length of -1 (the default) means up to the file's end.
sub open {
	my ($class, $path, $access, $offset, $length) = @_;
	return $class->make('mn_region_open', Mmapnative::text($path), $access // Mmapnative::ACCESS_READ(), $offset // 0, $length // -1);
}
sub create { my ($class, $path, $length) = @_; return $class->make('mn_region_create', Mmapnative::text($path), $length) }
sub open_or_create {
	my ($class, $path, $length, $offset) = @_;
	return $class->make('mn_region_open_or_create', Mmapnative::text($path), $offset // 0, $length);
}
# Maps an open file or descriptor, which remains the caller's.
sub map {
	my ($class, $file, $access, $offset, $length, $prot, $flags, $options) = @_;
	my $fd = ref $file || ref \$file eq 'GLOB' ? fileno $file : $file;
	return $class->make('mn_region_map', $fd, $offset // 0, $length // -1, $access // Mmapnative::ACCESS_READ(), $prot // 0, $flags // 0, $options // 0);
}
sub anonymous { my ($class, $length) = @_; return $class->make('mn_region_anonymous', $length) }
sub reserve { my ($class, $length) = @_; return $class->make('mn_region_reserve', $length) }
sub memfd { my ($class, $name, $length, $flags) = @_; return $class->make('mn_region_memfd', Mmapnative::text($name), $length, $flags // 0) }
sub shared { my ($class, $name, $length) = @_; return $class->make('mn_region_shared', Mmapnative::text($name), $length // 0) }
sub shared_join {
	my ($class, $name, $access) = @_;
	return $class->make('mn_region_shared_join', Mmapnative::text($name), $access // Mmapnative::ACCESS_READ());
}

# A slice, which pins the region; mode and timeout_ms are those of mn_slice_open.
sub slice {
	my ($self, $offset, $n, $mode, $timeout_ms) = @_;
	return Mmapnative::Slice->new(Mmapnative::call('mn_slice_open', $self->{id}, $offset // 0, $n // $rest, $mode // Mmapnative::SLICE_PIN(),
		$timeout_ms // 0), $self);
}
# The ids of the slices that are held.
sub slices {
	my ($self) = @_;
	my ($after, @ids) = 0;
	push @ids, $after while ($after = Mmapnative::mn_region_next_slice($self->{id}, $after)) > 0;
	return @ids;
}
sub cursor { my ($self) = @_; return Mmapnative::Cursor->new(Mmapnative::call('mn_cursor_open', $self->{id}), $self) }
# What is added to the region's file from its end on.
sub follow { my ($self) = @_; return Mmapnative::Follower->new(Mmapnative::call('mn_follow_region', $self->{id})) }

# Sleeps while the 32-bit word at offset equals expected.  True if the word is, or may be, another one; false after timeout
# seconds (undef: no limit).
sub await {
	my ($self, $offset, $expected, $timeout) = @_;
	require Time::HiRes;
	my $ends = defined $timeout ? Time::HiRes::time() + $timeout : undef;
	while (1) {
		# A short sleep at a time: Perl runs the handlers of %SIG only between two calls.
		my $left = defined $ends ? int(($ends - Time::HiRes::time()) * 1000 + 0.999) : 100;
		my $ms = $left < 0 ? 0 : $left > 100 ? 100 : $left;
		my $result = Mmapnative::mn_region_wait_u32($self->{id}, $offset, $expected, $ms);
		return 1 if $result >= 0;
		my $name = Mmapnative::mn_error_name($result);
		return 1 if $name eq 'EAGAIN';
		die Mmapnative::Error->new($result, 'mn_region_wait_u32', $self->{id}) unless $name eq 'ETIMEDOUT' || $name eq 'EINTR';
		return 0 if $left <= 0;
	}
}
# Wakes sleepers on the word: the number that woke.
sub wake { my ($self, $offset, $count) = @_; return Mmapnative::call('mn_region_wake_u32', $self->{id}, $offset, $count // 0x7fffffff) }

package Mmapnative::Slice;
our @ISA = 'Mmapnative::Bytes';
sub word { return 'slice' }
sub functions { return qw(mn_slice_close mn_slice_close mn_slice_length) }
sub region { return $_[0]{keep} }
# The bytes themselves, without a copy.  Each use looks whether the slice is still held.
sub view {
	my ($self) = @_;
	return bless { slice => $self, address => Mmapnative::call('mn_slice_address', $self->{id}), size => $self->length }, 'Mmapnative::View';
}

# The memory of a slice.  A use after the slice's close dies.  Only a slice's own methods survive a file that is cut short
# meanwhile: a view touches the memory itself, so call $slice->check first.
package Mmapnative::View;
sub size { return $_[0]{size} }
sub inside {
	my ($self, $offset, $n) = @_;
	Carp::croak('the slice of this view is closed') if $self->{slice}->is_closed;
	Carp::croak("$n bytes at $offset pass the end ($self->{size} bytes)") if $offset < 0 || $n < 0 || $offset + $n > $self->{size};
	return;
}
# The bytes of a range; by default all.
sub read {
	my ($self, $offset, $n) = @_;
	$offset //= 0;
	$n //= $self->{size} - $offset;
	$self->inside($offset, $n);
	return '' if $n == 0;
	FFI::Platypus::Buffer::window(my $window, $self->{address} + $offset, $n);
	return substr $window, 0, $n;
}
# Writes bytes at an offset.
sub write {
	my ($self, $offset, $bytes) = @_;
	$bytes = Mmapnative::bytes($bytes);
	$self->inside($offset, CORE::length $bytes);
	require FFI::Platypus::Memory;
	FFI::Platypus::Memory::memcpy($self->{address} + $offset, Mmapnative::address($bytes), CORE::length $bytes) if CORE::length $bytes;
	return CORE::length $bytes;
}

package Mmapnative::Cursor;
our @ISA = 'Mmapnative::Handle';
sub functions { return qw(mn_cursor_close mn_cursor_close mn_cursor_tell) }
# Moves to the next match from the position on, and returns its offset in the region, or undef.
sub find {
	my ($self, $needle) = @_;
	$needle = Mmapnative::bytes($needle);
	my $found = Mmapnative::mn_cursor_find($self->{id}, Mmapnative::address($needle), CORE::length $needle);
	return $found if $found >= 0;
	die Mmapnative::Error->new($found, 'mn_cursor_find', $self->{id}) unless Mmapnative::mn_error_name($found) eq 'ENOENT';
	return undef;
}

package Mmapnative::Follower;
our @ISA = 'Mmapnative::Handle';
sub functions { return qw(mn_follow_close mn_follow_close mn_follow_offset) }
# Follows a file from an offset on; FOLLOW_END means what is added from now on.
sub open { my ($class, $path, $from) = @_; return $class->new(Mmapnative::call('mn_follow_open', Mmapnative::text($path), $from // 0)) }

package Mmapnative::Manager;
our @ISA = 'Mmapnative::Handle';
sub functions { return qw(mn_manager_close mn_manager_close mn_manager_rights) }
# A manager of the files beneath root; undef means no files.
sub open { my ($class, $root) = @_; return $class->new(Mmapnative::call('mn_manager_open', Mmapnative::text($root))) }

1;
