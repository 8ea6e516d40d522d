/// The interface of shared stores: what TLS sessions, OCSP responses, bans and the proxy keep outside a process.
@org.jspecify.annotations.NullMarked
module io.sluice.cache {
    requires static transitive org.jspecify;

    exports io.sluice.cache;
}
