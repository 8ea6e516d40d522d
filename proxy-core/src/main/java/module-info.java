/// The FTP proxy engine: its configuration language, its sessions, its data plane, and the SPI for plugins.
@org.jspecify.annotations.NullMarked
module io.sluice.core {
    requires jdk.net;
    requires org.apache.commons.codec;
    requires org.apache.commons.net;
    requires org.bouncycastle.provider;
    requires static transitive org.jspecify;

    exports io.sluice;
    exports io.sluice.config;
    exports io.sluice.ftp;
    exports io.sluice.module;
}
