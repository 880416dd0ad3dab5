# Perl: perl client.pl PATH-OF-LIBRARY
use strict;
use warnings;
use FFI::Platypus 1.00;
use FFI::Platypus::Memory qw(memcpy);
use FFI::Platypus::Buffer qw(buffer_to_scalar scalar_to_pointer);

my $ffi = FFI::Platypus->new(api => 1, lib => $ARGV[0]);
$ffi->attach("mn_$_" => [] => 'sint64') for qw(page_size PROT_READ PROT_WRITE MAP_PRIVATE MAP_ANONYMOUS);
$ffi->attach(mn_error_name => ['sint64'] => 'string');
$ffi->attach(mn_mmap => [qw(opaque uint64 sint32 sint32 sint32 sint64)] => 'sint64');
$ffi->attach(mn_munmap => [qw(opaque uint64)] => 'sint32');

my $page = mn_page_size();
my $prot = mn_PROT_READ() | mn_PROT_WRITE();
my $flags = mn_MAP_PRIVATE() | mn_MAP_ANONYMOUS();
die unless $prot == 3 && $page >= 4096;

my $address = mn_mmap(undef, $page, $prot, $flags, -1, 0);
die mn_error_name($address) unless $address > 0;
memcpy($address, scalar_to_pointer('Hello'), 5);
die unless buffer_to_scalar($address, 5) eq 'Hello';
die unless mn_munmap($address, $page) == 0;

die unless mn_error_name(mn_mmap(undef, 0, $prot, $flags, -1, 0)) eq 'EINVAL';
print "ok\n";
