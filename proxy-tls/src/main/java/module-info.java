/// TLS towards clients. Loads its libraries when the first server has TLS switched on.
@org.jspecify.annotations.NullMarked
module io.sluice.tls {
    requires io.sluice.core;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.conscrypt;
    requires static org.jspecify;

    provides io.sluice.module.ServerModule with
            io.sluice.tls.TlsModule;
}
