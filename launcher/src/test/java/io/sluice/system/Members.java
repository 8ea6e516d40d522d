package io.sluice.system;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Variables of `LogFormat`, and what records in JSON have for them.
record Members(List<Member> all) {
    private static final String WORD = "\"[^\"]+\"";
    private static final String LOOPBACK = "\"127\\.0\\.0\\.1\"";
    private static final String NUMBER = "\\d+";

    /// What the record of a command has.
    ///
    /// @param value its JSON, as a pattern; empty where nothing is known, and so nothing written
    record Member(String variable, String name, String command, String value) {
        private boolean isRight(String record) {
            return value.isEmpty()
                    ? !record.contains("\"" + name + "\"")
                    : Pattern.compile("[{,]\"" + name + "\":" + value + "[,}]")
                            .matcher(record)
                            .find();
        }
    }

    /// Those of the reference, for an anonymous session at loopback in which `PASS`, `CWD pub`, `REST 4`, `RETR big`,
    /// `RNTO small` and `QUIT` are sent.
    static Members ofTheTable() {
        return new Members(Stream.of(
                        new Member("%A", "anon_password", "PASS", "\"joe@example\\.com\""),
                        new Member("%a", "remote_ip", "PASS", LOOPBACK),
                        new Member("%b", "bytes_sent", "RETR", "16777212"),
                        new Member("%{basename}", "basename", "RETR", "\"big\""),
                        new Member("%c", "connection_class", "PASS", "\"here\""),
                        new Member("%D", "dir_path", "CWD", "\"/pub\""),
                        new Member("%d", "dir_name", "CWD", "\"pub\""),
                        new Member("%E", "session_end_reason", "EXIT", "\"Quit\""),
                        new Member("%{PATH}e", "ENV:PATH", "PASS", WORD),
                        new Member("%{epoch}", "epoch", "PASS", "\\d{10}"),
                        new Member("%F", "transfer_path", "RETR", "\"big\""),
                        new Member("%f", "file", "RETR", "\"/pub/big\""),
                        new Member("%{file-modified}", "file_modified", "RETR", "false"),
                        new Member("%{file-offset}", "file_offset", "RETR", "4"),
                        new Member("%{file-size}", "file_size", "RETR", "16777216"),
                        new Member("%g", "group", "PASS", ""),
                        new Member("%{gid}", "gid", "PASS", NUMBER),
                        new Member("%H", "server_ip", "PASS", LOOPBACK),
                        new Member("%h", "remote_dns", "PASS", WORD),
                        new Member("%I", "session_bytes_rcvd", "PASS", NUMBER),
                        new Member("%{iso8601}", "timestamp", "PASS", "\"\\d{4}-\\d\\d-\\d\\d [0-9:]{8},\\d{3}\""),
                        new Member("%J", "command_params", "PASS", "\"\\(hidden\\)\""),
                        new Member("%L", "local_ip", "PASS", LOOPBACK),
                        new Member("%l", "identd_user", "PASS", ""),
                        new Member("%m", "command", "PASS", "\"PASS\""),
                        new Member("%{microsecs}", "microsecs", "PASS", NUMBER),
                        new Member("%{millisecs}", "millisecs", "PASS", NUMBER),
                        new Member("%{note:mod_proxy.backend-ip}", "NOTE:mod_proxy.backend-ip", "PASS", LOOPBACK),
                        new Member("%O", "session_bytes_sent", "PASS", NUMBER),
                        new Member("%P", "pid", "PASS", NUMBER),
                        new Member("%p", "local_port", "PASS", NUMBER),
                        new Member("%{protocol}", "protocol", "PASS", "\"ftp\""),
                        new Member("%R", "response_millis", "PASS", NUMBER),
                        new Member("%r", "raw_command", "PASS", "\"PASS \\(hidden\\)\""),
                        new Member("%{remote-port}", "remote_port", "PASS", NUMBER),
                        new Member("%S", "response_msg", "PASS", WORD),
                        new Member("%s", "response_code", "PASS", "230"),
                        new Member("%T", "transfer_secs", "RETR", "\\d+(\\.\\d{3})?"),
                        new Member("%t", "local_time", "PASS", "\"\\d{4}-\\d\\d-\\d\\d [0-9:]{8} [+-]\\d{4}\""),
                        new Member("%{transfer-failure}", "transfer_failure", "RETR", ""),
                        new Member("%{transfer-millisecs}", "transfer_millis", "RETR", NUMBER),
                        new Member("%{transfer-port}", "transfer_port", "RETR", NUMBER),
                        new Member("%{transfer-speed}", "transfer_speed", "RETR", WORD),
                        new Member("%{transfer-status}", "transfer_status", "RETR", "\"success\""),
                        new Member("%{transfer-type}", "transfer_type", "RETR", "\"(binary|ASCII)\""),
                        new Member("%U", "original_user", "PASS", "\"anonymous\""),
                        new Member("%u", "user", "PASS", "\"anonymous\""),
                        new Member("%{uid}", "uid", "PASS", NUMBER),
                        new Member("%V", "server_dns", "PASS", WORD),
                        new Member("%{var:any}", "VAR:any", "PASS", ""),
                        new Member("%v", "server_name", "PASS", "\"test\""),
                        new Member("%{version}", "server_version", "PASS", WORD),
                        new Member("%w", "rename_from", "RNTO", "\"big\""))
                .toList());
    }

    String format() {
        return all.stream().map(Member::variable).collect(Collectors.joining(" "));
    }

    /// Those that are not what they should be, with the record that shows it.
    List<String> wrong(UnaryOperator<String> records) {
        return all.stream()
                .filter(member -> !member.isRight(records.apply(member.command())))
                .map(member -> member + " in " + records.apply(member.command()))
                .toList();
    }
}
