package io.sluice.proxy.lookup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on loopback that knows what a test tells it, and remembers what it was asked.
final class DnsServer implements AutoCloseable {
    private record Question(String name, int type) {}

    private record Answer(List<Record> answer, List<Record> additional) {}

    private final DatagramSocket socket;
    private final Map<Question, Answer> known = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int rcode = Rcode.NOERROR;

    private DnsServer(DatagramSocket socket) {
        this.socket = socket;
    }

    static DnsServer start() {
        try {
            var server =
                    new DnsServer(new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
            Thread.ofPlatform().daemon().start(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The value of `dns.server` for this one.
    String place() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /// Answers SRV questions for a name; records as in a zone file.
    DnsServer services(String name, List<String> answer, List<String> additional) {
        known.put(new Question(name, Type.SRV), new Answer(records(answer), records(additional)));
        return this;
    }

    DnsServer texts(String name, String... records) {
        known.put(new Question(name, Type.TXT), new Answer(records(List.of(records)), List.of()));
        return this;
    }

    DnsServer forgets() {
        known.clear();
        return this;
    }

    /// Answers everything with that code from now on.
    DnsServer answers(int code) {
        rcode = code;
        return this;
    }

    /// The names it was asked for.
    List<String> asked() {
        return asked;
    }

    private static List<Record> records(List<String> lines) {
        try (var zone = new Master(
                new java.io.ByteArrayInputStream(String.join("\n", lines).getBytes()), Name.root)) {
            var records = new java.util.ArrayList<Record>();
            for (var record = zone.nextRecord(); record != null; record = zone.nextRecord()) {
                records.add(record);
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (!socket.isClosed()) {
            try {
                packet.setLength(4096);
                socket.receive(packet);
                var bytes = answer(new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // closed, or not a message
            }
        }
    }

    private Message answer(Message question) {
        var asks = question.getQuestion();
        var name = asks.getName().toString(true);
        asked.add(name);
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(asks, Section.QUESTION);
        var found = known.get(new Question(name, asks.getType()));
        if (rcode != Rcode.NOERROR) {
            answer.getHeader().setRcode(rcode);
        } else if (found == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            found.answer().forEach(record -> answer.addRecord(record, Section.ANSWER));
            found.additional().forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
