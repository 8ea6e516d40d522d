/// OpenSSL 3 of this machine as an `SSLEngine`, through the foreign-function API: for what other engines cannot do,
/// such as TLS sessions shared with other processes, stapled responses, old protocols and exact cipher strings. Calls
/// `io.sluice.tls.session` alone.
///
/// Reading order: [OpenSsl][io.sluice.tls.openssl.OpenSsl] says whether it is there,
/// [OpenSslContext][io.sluice.tls.openssl.OpenSslContext] is what many connections share,
/// [OpenSslEngine][io.sluice.tls.openssl.OpenSslEngine] is one of them.
package io.sluice.tls.openssl;
