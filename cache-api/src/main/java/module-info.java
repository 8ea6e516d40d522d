@org.jspecify.annotations.NullMarked
module io.sluice.cache {
    requires static org.jspecify;
}
