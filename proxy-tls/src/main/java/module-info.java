/// TLS on either leg, and what it keeps beyond a handshake.
@org.jspecify.annotations.NullMarked
module io.sluice.tls {
    requires com.fasterxml.jackson.core;
    requires io.sluice.core;
    requires java.net.http;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static org.jspecify;
}
