/// The command line: reads the configuration, loads the modules it asks for, and runs the gateway.
@org.jspecify.annotations.NullMarked
module io.sluice.launcher {
    // For plugins: a layer above the boot layer gets no module of the JDK that this one lacks.
    requires java.net.http;
    requires static org.jspecify;
    requires io.sluice.core;
    requires jdk.unsupported;
    requires org.slf4j.nop;

    uses io.sluice.cache.CacheProvider;
    uses io.sluice.module.ServerModule;
    uses java.sql.Driver;
}
