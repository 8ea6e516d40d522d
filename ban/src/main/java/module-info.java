/// Temporary bans of addresses, users and classes of clients, by hand or by what they do.
@org.jspecify.annotations.NullMarked
module io.sluice.ban {
    requires com.fasterxml.jackson.core;
    requires io.sluice.core;
    requires static org.jspecify;

    exports io.sluice.ban;

    provides io.sluice.module.ServerModule with
            io.sluice.ban.adapter.BanModule;
}
