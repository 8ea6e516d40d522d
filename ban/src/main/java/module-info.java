@org.jspecify.annotations.NullMarked
module io.sluice.ban {
    requires static org.jspecify;
    requires io.sluice.core;
}
