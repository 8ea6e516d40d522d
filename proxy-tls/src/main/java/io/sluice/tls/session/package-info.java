/// What TLS engines may share with other processes: TLS sessions and ticket keys, and where they are kept. Bytes and
/// times only; calls nothing of this module.
package io.sluice.tls.session;
