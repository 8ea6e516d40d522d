package io.sluice.log;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// The names of the trace channels.
final class TraceChannels {
    /// What the word `DEFAULT` stands for.
    static final Set<String> DEFAULT = words("""
            auth binding command config ctrls data delay directory dns dso encode event facl fsio ident inet lock log \
            module netacl netio pam pool regexp response scoreboard signal site timer var xfer""");

    static final Set<String> ALL = union(DEFAULT, words("""
                    proxy proxy.conn proxy.db proxy.dns proxy.forward proxy.reverse proxy.reverse.db \
                    proxy.reverse.redis proxy.ftp.conn proxy.ftp.ctrl proxy.ftp.data proxy.ftp.dirlist \
                    proxy.ftp.facts proxy.ftp.msg proxy.ftp.sess proxy.ftp.xfer proxy.netio proxy.random \
                    proxy.session proxy.uri proxy.tls proxy.tls.db proxy.tls.redis proxy.inet \
                    proxy.ssh proxy.ssh.agent proxy.ssh.auth proxy.ssh.cipher proxy.ssh.compress proxy.ssh.crypto \
                    proxy.ssh.db proxy.ssh.disconnect proxy.ssh.interop proxy.ssh.kex proxy.ssh.keys proxy.ssh.msg \
                    proxy.ssh.packet proxy.ssh.redis proxy.ssh.service proxy.ssh.utf8 \
                    tls tls.shmcache tls.fscache tls.memcache tls.redis \
                    redis memcache ban sql sql.sqlite sql.postgres sql.mysql \
                    class netacl ifsession filter wrap2 geoip dnsbl auth auth.file \
                    display error extlog jot json rewrite snmp ssh2 sftp scp table"""));

    private TraceChannels() {}

    private static Set<String> words(String text) {
        return Set.copyOf(new HashSet<>(Arrays.asList(text.split(" "))));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var all = new HashSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }
}
