@org.jspecify.annotations.NullMarked
module io.sluice.launcher {
    requires static org.jspecify;
    requires io.sluice.core;

}
