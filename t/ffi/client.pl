# Perl: perl client.pl PATH-OF-LIBRARY
use strict;
use warnings;
use FFI::Platypus 1.00;
use FFI::Platypus::Memory qw(memcpy);
use FFI::Platypus::Buffer qw(buffer_to_scalar scalar_to_pointer);

my $ffi = FFI::Platypus->new(api => 1, lib => $ARGV[0]);
$ffi->attach("mn_$_" => [] => 'sint64') for qw(page_size absent);
$ffi->attach(mn_error_name => ['sint64'] => 'string');
# The address is declared as a number, because a pointer would hide an error.
$ffi->attach(mn_mmap => [qw(opaque uint64 sint32 sint32 sint32 sint64)] => 'sint64');
$ffi->attach(mn_munmap => [qw(opaque uint64)] => 'sint32');

# A constant, or an exception where this platform lacks it.
sub constant {
    my ($name) = @_;
    my $value = $ffi->function("mn_$name" => [] => 'sint64')->call;
    die "$name does not exist here\n" if $value == mn_absent();
    return $value;
}
# Only -4095 to -1 are errors: addresses of some machines are negative here.
sub is_error { $_[0] < 0 && $_[0] > -4096 }
# `|` of Perl has no sign, and these bits are given as 32 with one.
sub bits { unpack 'l', pack 'L', $_[0] & 0xFFFF_FFFF }

my $page = mn_page_size();
my $prot = constant('PROT_READ') | constant('PROT_WRITE');
my $flags = constant('MAP_PRIVATE') | constant('MAP_ANONYMOUS');
die unless $prot == 3 && $page >= 4096;

my $address = mn_mmap(undef, $page, $prot, $flags, -1, 0);
die mn_error_name($address) if is_error($address);
memcpy($address, scalar_to_pointer('Hello'), 5);
die unless buffer_to_scalar($address, 5) eq 'Hello';
die unless mn_munmap($address, $page) == 0;
die unless mn_error_name(mn_mmap(undef, 0, $prot, $flags, -1, 0)) eq 'EINVAL';

# Each platform lacks at least one of these.
die unless grep { !eval { constant($_); 1 } } qw(MAP_TPRO PROT_ADI MAP_REMAPDUP);
die unless mn_error_name(mn_mmap(undef, $page, $prot, bits($flags | mn_absent()), -1, 0)) eq 'EINVAL';
die unless mn_error_name(mn_mmap(undef, $page, bits($prot | mn_absent()), $flags, -1, 0)) eq 'EINVAL';
print "ok\n";
