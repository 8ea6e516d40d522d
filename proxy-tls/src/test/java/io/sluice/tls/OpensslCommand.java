package io.sluice.tls;

import io.sluice.peers.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program `openssl` of this machine, running.
public final class OpensslCommand implements AutoCloseable {
    private static final int SECONDS = 20;
    private static final int KILLED = 137;

    private final Process process;
    private final BufferedReader output;

    private OpensslCommand(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        killLater();
    }

    /// Has it not hold a test up for ever.
    private void killLater() {
        Thread.ofVirtual().start(() -> {
            try {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    public static void assume() {
        executable();
    }

    private static String executable() {
        return Program.of("openssl").toString();
    }

    /// What it prints, errors included, without input.
    public static String run(String... arguments) {
        try (var command = start(arguments)) {
            command.process.getOutputStream().close();
            var printed = new String(command.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            command.process.onExit().join();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static OpensslCommand start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(executable()));
        command.addAll(List.of(arguments));
        return new OpensslCommand(command);
    }

    /// A client that sends a line, waits for it to come back, and closes. What it says is returned; what comes back may
    /// stand in the middle of that.
    public static String client(int port, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + port));
        arguments.addAll(List.of(options));
        try (var client = start(arguments.toArray(String[]::new))) {
            client.say("there and back");
            var said = new StringBuilder();
            for (var line = client.line(); line != null; line = client.line()) {
                said.append(line).append('\n');
                if (line.endsWith("there and back")) {
                    client.process.getOutputStream().close();
                }
            }
            if (client.process.waitFor() == KILLED) {
                throw new IOException("it did not end: " + said);
            }
            return said.toString();
        }
    }

    /// A server on a free port that sends lines back reversed, and its port.
    public static OpensslCommand server(String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:0", "-rev"));
        arguments.addAll(List.of(options));
        return start(arguments.toArray(String[]::new));
    }

    public int port() throws IOException {
        var said = new StringBuilder();
        for (var line = line(); line != null; line = line()) {
            said.append(line).append('\n');
            if (line.startsWith("ACCEPT ")) {
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        throw new IOException("it does not listen: " + said);
    }

    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public String line() throws IOException {
        return output.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
