# shellcheck shell=bash
# The jump host reaches charlie by SSH: a real daemon, a key, and a host key that is checked.

ssh_prepare() {
  [[ -f $SSH_CACHE/host_key && -f $SSH_CACHE/jump_key ]] && return
  mkdir -p "$SSH_CACHE"
  chmod 700 "$SSH_CACHE"
  ssh_make_key host_key charlie
  ssh_make_key jump_key root@jump
}

ssh_make_key() {
  rm -f "${SSH_CACHE:?}/$1"
  ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$SSH_CACHE/$1"
}

# In the host: PAM stays out, for it wants to talk to a session manager that is not here; and without PAM a locked
# password would lock out keys as well.
ssh_start_daemon() {
  local node=$1
  install -m 600 "$SSH_CACHE/host_key" /etc/ssh/lab_host_key
  install -m 600 "$SSH_CACHE/jump_key.pub" /etc/ssh/lab_authorized_keys
  sed -i 's/^root:[^:]*:/root:*:/' /etc/shadow
  cat >/etc/ssh/sshd_config <<END
ListenAddress ${NODE_MGMT[$node]}
HostKey /etc/ssh/lab_host_key
AuthorizedKeysFile /etc/ssh/lab_authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
END
  "$(type -P sshd || echo /usr/sbin/sshd)"
}

ssh_install_client() {
  install -m 600 "$SSH_CACHE/jump_key" /etc/ssh/lab_key
  echo "charlie $(<"$SSH_CACHE/host_key.pub")" >/etc/ssh/lab_known_hosts
  cat >/etc/ssh/ssh_config <<END
Host charlie
  IdentityFile /etc/ssh/lab_key
  UserKnownHostsFile /etc/ssh/lab_known_hosts
END
}
