package io.sluice.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// One question to the name servers of this system: those of the system property `dns.server` (`address[:port],…`) if
/// it is set, else those of `/etc/resolv.conf` or what this system has in its place.
final class DnsQuestion {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

    private DnsQuestion() {}

    /// Asks for SRV records. Addresses of their targets are taken from the additional section; aliases there are not
    /// followed.
    static Records<ServiceRecord> services(String name) throws IOException {
        var answer = ask(name, Type.SRV);
        var additional = answer.getSection(Section.ADDITIONAL);
        return records(
                answer,
                SRVRecord.class,
                srv -> new ServiceRecord(
                        srv.getPriority(),
                        srv.getWeight(),
                        srv.getPort(),
                        srv.getTarget().equals(Name.root) ? "" : srv.getTarget().toString(true),
                        addresses(srv.getTarget(), additional)),
                additional);
    }

    /// Asks for A records; aliases of the name are followed by the name server.
    static Records<InetAddress> hostRecords(String name) throws IOException {
        return records(ask(name, Type.A), ARecord.class, ARecord::getAddress, List.of());
    }

    /// Asks for TXT records; the strings of each are joined.
    static Records<String> texts(String name) throws IOException {
        return records(ask(name, Type.TXT), TXTRecord.class, DnsQuestion::joined, List.of());
    }

    private static Message ask(String name, int type) throws IOException {
        try {
            var question = Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN);
            var answer = resolver().send(Message.newQuery(question));
            return switch (answer.getRcode()) {
                case Rcode.NOERROR, Rcode.NXDOMAIN -> answer;
                default ->
                    throw new IOException("name server answered " + Rcode.string(answer.getRcode()) + " for " + name);
            };
        } catch (TextParseException e) {
            throw new UnknownHostException(name + " is no domain name");
        }
    }

    /// The name servers as they are set up now. One thread at a time: the library reads them into a place that all
    /// readers share, and one that looked in the middle would find fewer servers, or others.
    private static synchronized ExtendedResolver resolver() {
        ResolverConfig.refresh();
        var resolver = new ExtendedResolver();
        resolver.setTimeout(LONGEST_WAIT);
        return resolver;
    }

    /// The records of a kind in the answer, with the least time to live of everything that was read.
    private static <R extends Record, T> Records<T> records(
            Message answer, Class<R> kind, Function<R, T> reader, List<Record> alsoRead) {
        var found = new ArrayList<T>();
        long least = Long.MAX_VALUE;
        for (Record record : answer.getSection(Section.ANSWER)) {
            least = Math.min(least, record.getTTL());
            if (kind.isInstance(record)) {
                found.add(reader.apply(kind.cast(record)));
            }
        }
        for (Record record : alsoRead) {
            least = isAddress(record) ? Math.min(least, record.getTTL()) : least;
        }
        return found.isEmpty() ? Records.none() : new Records<>(found, Duration.ofSeconds(least));
    }

    private static boolean isAddress(Record record) {
        return record instanceof ARecord || record instanceof AAAARecord;
    }

    private static List<InetAddress> addresses(Name owner, List<Record> additional) {
        var addresses = new ArrayList<InetAddress>();
        for (Record record : additional) {
            if (record.getName().equals(owner)) { // in any case, as DNS names are
                switch (record) {
                    case ARecord a -> addresses.add(a.getAddress());
                    case AAAARecord aaaa -> addresses.add(aaaa.getAddress());
                    default -> {}
                }
            }
        }
        return addresses.stream().map(Addresses::plain).toList();
    }

    private static String joined(TXTRecord record) {
        var text = new StringBuilder();
        record.getStringsAsByteArrays().forEach(part -> text.append(new String(part, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
