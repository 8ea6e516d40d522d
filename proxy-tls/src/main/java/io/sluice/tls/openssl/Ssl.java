package io.sluice.tls.openssl;

import java.lang.foreign.Linker;

/// Functions of `libssl` that are called, with their shapes. Touched only where [OpenSsl#hindrance()] is none.
final class Ssl {
    static final Call TLS_METHOD = of("TLS_method", "P");

    static final Call CTX_NEW = of("SSL_CTX_new", "PP");
    static final Call CTX_FREE = of("SSL_CTX_free", "VP");
    static final Call CTX_CTRL = of("SSL_CTX_ctrl", "LPILP");
    static final Call CTX_CALLBACK_CTRL = of("SSL_CTX_callback_ctrl", "LPIP");
    static final Call CTX_SET_OPTIONS = of("SSL_CTX_set_options", "LPL");
    static final Call CTX_SET_SECURITY_LEVEL = of("SSL_CTX_set_security_level", "VPI");
    static final Call CTX_SET_CIPHER_LIST = of("SSL_CTX_set_cipher_list", "IPP");
    static final Call CTX_SET_CIPHERSUITES = of("SSL_CTX_set_ciphersuites", "IPP");
    static final Call CTX_USE_CERT_AND_KEY = of("SSL_CTX_use_cert_and_key", "IPPPPI");
    static final Call CTX_SET0_TMP_DH_PKEY = of("SSL_CTX_set0_tmp_dh_pkey", "IPP");
    static final Call CTX_SET_VERIFY = of("SSL_CTX_set_verify", "VPIP");
    static final Call CTX_SET_CERT_VERIFY_CALLBACK = of("SSL_CTX_set_cert_verify_callback", "VPPP");
    static final Call CTX_ADD_CLIENT_CA = of("SSL_CTX_add_client_CA", "IPP");
    static final Call CTX_SET_SESSION_ID_CONTEXT = of("SSL_CTX_set_session_id_context", "IPPI");
    static final Call CTX_SET_TIMEOUT = of("SSL_CTX_set_timeout", "LPL");
    static final Call CTX_SESS_SET_NEW_CB = of("SSL_CTX_sess_set_new_cb", "VPP");
    static final Call CTX_SESS_SET_GET_CB = of("SSL_CTX_sess_set_get_cb", "VPP");
    static final Call CTX_SESS_SET_REMOVE_CB = of("SSL_CTX_sess_set_remove_cb", "VPP");
    static final Call CTX_SET_TICKET_KEY_CB = of("SSL_CTX_set_tlsext_ticket_key_evp_cb", "IPP");
    static final Call CTX_SET_SESSION_TICKET_CB = of("SSL_CTX_set_session_ticket_cb", "IPPPP");
    static final Call CTX_SET_ALPN_SELECT_CB = of("SSL_CTX_set_alpn_select_cb", "VPPP");
    static final Call CTX_SET_ALPN_PROTOS = of("SSL_CTX_set_alpn_protos", "IPPI");
    static final Call CTX_SET_PSK_SERVER_CALLBACK = of("SSL_CTX_set_psk_server_callback", "VPP");
    static final Call CTX_SET_PSK_CLIENT_CALLBACK = of("SSL_CTX_set_psk_client_callback", "VPP");

    static final Call NEW = of("SSL_new", "PP");
    static final Call FREE = of("SSL_free", "VP");
    static final Call SET_BIO = of("SSL_set_bio", "VPPP");
    static final Call SET_ACCEPT_STATE = of("SSL_set_accept_state", "VP");
    static final Call SET_CONNECT_STATE = of("SSL_set_connect_state", "VP");
    static final Call CTRL = of("SSL_ctrl", "LPILP");
    static final Call SET_VERIFY = of("SSL_set_verify", "VPIP");
    static final Call SET_ALPN_PROTOS = of("SSL_set_alpn_protos", "IPPI");
    static final Call SET_NUM_TICKETS = of("SSL_set_num_tickets", "IPL");
    static final Call SET_SESSION = of("SSL_set_session", "IPP");

    static final Call DO_HANDSHAKE = of("SSL_do_handshake", "IP");
    static final Call READ = of("SSL_read", "IPPI");
    static final Call WRITE = of("SSL_write", "IPPI");
    static final Call PENDING = of("SSL_pending", "IP", Linker.Option.critical(false));
    static final Call GET_ERROR = of("SSL_get_error", "IPI", Linker.Option.critical(false));
    static final Call SHUTDOWN = of("SSL_shutdown", "IP");
    static final Call SET_SHUTDOWN = of("SSL_set_shutdown", "VPI");
    static final Call KEY_UPDATE = of("SSL_key_update", "IPI");
    static final Call NEW_SESSION_TICKET = of("SSL_new_session_ticket", "IP");

    static final Call VERSION = of("SSL_version", "IP");
    static final Call GET_CURRENT_CIPHER = of("SSL_get_current_cipher", "PP");
    static final Call CIPHER_STANDARD_NAME = of("SSL_CIPHER_standard_name", "PP");
    static final Call CIPHER_GET_NAME = of("SSL_CIPHER_get_name", "PP");
    static final Call CIPHER_GET_BITS = of("SSL_CIPHER_get_bits", "IPP");
    static final Call SESSION_REUSED = of("SSL_session_reused", "IP");
    static final Call GET_SESSION = of("SSL_get_session", "PP");
    static final Call GET_CERTIFICATE = of("SSL_get_certificate", "PP");
    static final Call GET0_PEER_CERTIFICATE = of("SSL_get0_peer_certificate", "PP");
    static final Call GET_PEER_CERT_CHAIN = of("SSL_get_peer_cert_chain", "PP");
    static final Call GET_SERVERNAME = of("SSL_get_servername", "PPI");
    static final Call GET0_ALPN_SELECTED = of("SSL_get0_alpn_selected", "VPPP");
    static final Call GET_EX_DATA_X509_STORE_CTX_IDX = of("SSL_get_ex_data_X509_STORE_CTX_idx", "I");

    static final Call CTX_REMOVE_SESSION = of("SSL_CTX_remove_session", "IPP");
    static final Call SESSION_GET_ID = of("SSL_SESSION_get_id", "PPP");
    static final Call SESSION_GET_TIME = of("SSL_SESSION_get_time", "LP");
    static final Call SESSION_GET_TIMEOUT = of("SSL_SESSION_get_timeout", "LP");
    static final Call SESSION_SET1_TICKET_APPDATA = of("SSL_SESSION_set1_ticket_appdata", "IPPL");
    static final Call SESSION_GET0_TICKET_APPDATA = of("SSL_SESSION_get0_ticket_appdata", "IPPP");
    static final Call SESSION_FREE = of("SSL_SESSION_free", "VP");
    static final Call I2D_SSL_SESSION = of("i2d_SSL_SESSION", "IPP");
    static final Call D2I_SSL_SESSION = of("d2i_SSL_SESSION", "PPPL");

    private Ssl() {}

    private static Call of(String name, String shape, Linker.Option... options) {
        return Call.of(OpenSsl.libssl(), name, shape, options);
    }
}
