/// Whether the certificates of a peer are good, and name whom they should. Knows no TLS library.
package io.sluice.tls.verify;
