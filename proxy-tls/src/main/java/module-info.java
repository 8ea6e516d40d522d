/// TLS towards clients and backends, and what it keeps beyond a handshake. Loads its libraries when the first server
/// has TLS switched on, or the first backend agrees to it.
@org.jspecify.annotations.NullMarked
module io.sluice.tls {
    requires com.fasterxml.jackson.core;
    requires io.sluice.core;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.conscrypt;
    requires static org.jspecify;

    provides io.sluice.module.ServerModule with
            io.sluice.tls.TlsModule;
}
