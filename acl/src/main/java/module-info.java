/// Who a client is by its address and name, and what it may do: rules, and the classes and limits made of them. The
/// library uses the JDK alone, but for files of geography; the adapter plugs it into the gateway.
@org.jspecify.annotations.NullMarked
module io.sluice.acl {
    requires io.sluice.core;
    requires static com.maxmind.db;

    exports io.sluice.acl;

    provides io.sluice.module.ServerModule with
            io.sluice.acl.adapter.AclModule;
}
