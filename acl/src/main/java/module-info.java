@org.jspecify.annotations.NullMarked
module io.sluice.acl {
    requires static org.jspecify;
    requires io.sluice.core;
}
