/// Keys, certificates and lists of revoked ones out of their files, read and checked once. Knows no configuration and
/// no TLS library.
package io.sluice.tls.keys;
