/// The FTP proxy engine: its configuration language, its sessions, its data plane, and the SPI for plugins.
@org.jspecify.annotations.NullMarked
module io.sluice.core {
    requires com.fasterxml.jackson.core;
    requires transitive io.sluice.cache;
    requires transitive java.sql;
    requires jdk.net;
    requires org.apache.commons.codec;
    requires org.apache.commons.net;
    requires org.apache.sshd.osgi;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.dnsjava;
    requires org.xerial.sqlitejdbc;
    requires static transitive org.jspecify;

    uses io.sluice.cache.CacheProvider;
    uses java.sql.Driver;

    exports io.sluice;
    exports io.sluice.config;
    exports io.sluice.ftp;
    exports io.sluice.module;
}
