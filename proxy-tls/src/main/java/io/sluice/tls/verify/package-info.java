/// Whether the certificates of a client are good, and name whom they should. Knows no TLS library.
package io.sluice.tls.verify;
