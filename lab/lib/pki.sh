# shellcheck shell=bash
# Certificates: one authority, and for every node one RSA certificate that serves both ends of a connection.
# (RSA, because libvirt's own TLS transport refuses elliptic curves.)

pki_prepare() {
  made_from "$PKI_CACHE/stamp" "$LAB_HOME/lib/pki.sh" "$LAB_HOME/lib/nodes.sh" && return
  say "making certificates"
  rm -rf "$PKI_CACHE"
  mkdir -p "$PKI_CACHE"
  chmod 700 "$PKI_CACHE"
  pki_make_authority
  local node
  for node in "${LAB_LIBVIRT_HOSTS[@]}" jump; do
    pki_make_certificate "$node" &
  done
  wait
  for node in "${LAB_LIBVIRT_HOSTS[@]}" jump; do
    [[ -s $PKI_CACHE/$node.pem ]] || die "could not make the certificate of $node; see $PKI_CACHE/certtool.log"
  done
  fingerprint "$LAB_HOME/lib/pki.sh" "$LAB_HOME/lib/nodes.sh" >"$PKI_CACHE/stamp"
}

pki_certtool() {
  certtool "$@" 2>>"$PKI_CACHE/certtool.log"
}

pki_make_authority() {
  pki_certtool --generate-privkey --key-type rsa --bits 2048 --outfile "$PKI_CACHE/ca-key.pem"
  pki_certtool --generate-self-signed --load-privkey "$PKI_CACHE/ca-key.pem" --outfile "$PKI_CACHE/ca.pem" \
    --template <(printf '%s\n' 'cn = "virt-migrate lab"' ca cert_signing_key 'expiration_days = 3650')
}

pki_make_certificate() {
  local node=$1
  pki_template "$node" >"$PKI_CACHE/$node.template"
  pki_certtool --generate-privkey --key-type rsa --bits 2048 --outfile "$PKI_CACHE/$node-key.pem"
  pki_certtool --generate-certificate --load-privkey "$PKI_CACHE/$node-key.pem" --outfile "$PKI_CACHE/$node.pem" \
    --load-ca-certificate "$PKI_CACHE/ca.pem" --load-ca-privkey "$PKI_CACHE/ca-key.pem" \
    --template "$PKI_CACHE/$node.template"
}

pki_template() {
  local node=$1
  cat <<END
cn = "$node"
dns_name = "$node"
ip_address = "${NODE_MGMT[$node]}"
END
  if is_libvirt_host "$node"; then
    echo "ip_address = \"${NODE_MIG[$node]}\""
  fi
  cat <<END
tls_www_server
tls_www_client
signing_key
encryption_key
expiration_days = 3650
END
}

# In a node: the certificate where libvirt (both ends) and QEMU look for theirs.
pki_install() {
  local node=$1
  pki_install_pair "$node" /etc/pki/libvirt clientcert.pem private/clientkey.pem
  install -D -m 644 "$PKI_CACHE/ca.pem" /etc/pki/CA/cacert.pem
  if is_libvirt_host "$node"; then
    pki_install_pair "$node" /etc/pki/libvirt servercert.pem private/serverkey.pem
    pki_install_pair "$node" /etc/pki/qemu server-cert.pem server-key.pem
    pki_install_pair "$node" /etc/pki/qemu client-cert.pem client-key.pem
    install -D -m 644 "$PKI_CACHE/ca.pem" /etc/pki/qemu/ca-cert.pem
  fi
}

pki_install_pair() {
  local node=$1 folder=$2 certificate=$3 key=$4
  install -D -m 644 "$PKI_CACHE/$node.pem" "$folder/$certificate"
  install -D -m 600 "$PKI_CACHE/$node-key.pem" "$folder/$key"
}
