/// Cipher suites by their names, and the language of OpenSSL in which lists of them are written. No TLS library.
package io.sluice.tls.suites;
