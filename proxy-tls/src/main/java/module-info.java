@org.jspecify.annotations.NullMarked
module io.sluice.tls {
    requires static org.jspecify;
    requires io.sluice.core;
}
