#!/usr/bin/env bash
# Builds the Linux guest into the directory given: `vmlinuz`, `initramfs.gz` and `root.img`, a stock Debian with open-iscsi, the tape
# tools and `guest-init.sh` as its first process. Nothing is asked of the host's kernel, and root is not needed where user namespaces
# are allowed (mmdebstrap picks its own mode). A minute with a warm mirror.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "${1:?usage: build.sh DIRECTORY}"

suite=bookworm
mirror=${TAPELAB_DEBIAN_MIRROR:-http://deb.debian.org/debian}
tools=open-iscsi,mt-st,mtx,sg3-utils,lsscsi,kmod,iproute2,tar,procps,strace,bacula-sd,stenc,sdparm
early_modules=(crc32c_generic virtio_pci virtio_blk ext4) # crc32c before ext4, or the mount has no checksum driver

# The kernel comes out of its package without its scripts: they would build an initramfs that takes longer to boot than ours does.
mmdebstrap --quiet --variant=minbase --include="$tools" \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='chroot "$1" sh -c "cd /boot && apt-get -q download \$(apt-cache depends linux-image-amd64 | sed -n \"s/.*Depends: //p\")"' \
  "$suite" root.tar "$mirror"
mkdir root
tar -C root -xf root.tar --exclude='./dev/*'
rm root.tar
dpkg-deb --fsys-tarfile root/boot/linux-image-*.deb | tar -C root -x --keep-directory-symlink # /lib is a link to /usr/lib
rm root/boot/linux-image-*.deb
version=$(basename root/lib/modules/*)
depmod -b root "$version"
mv "root/boot/vmlinuz-$version" vmlinuz

mkdir -p initramfs/{bin,dev,modules,root}
cp "$(command -v busybox)" initramfs/bin/busybox
modprobe -d root -S "$version" --show-depends -a "${early_modules[@]}" | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >early
while read -r module; do cp "$module" initramfs/modules/; done <early
{
  echo '#!/bin/busybox sh'
  echo '/bin/busybox mount -t devtmpfs dev /dev'
  sed 's|.*/|/bin/busybox insmod /modules/|' early
  echo '/bin/busybox mount -t ext4 /dev/vda /root'
  echo 'exec /bin/busybox switch_root /root /sbin/guest-init'
} >initramfs/init
chmod +x initramfs/init
(cd initramfs && find . | cpio --quiet -o -H newc | gzip -1) >initramfs.gz

install -m 755 "$here/guest-init.sh" root/sbin/guest-init
install -m 644 "$here/bacula-sd.conf" root/etc/bacula/bacula-sd.conf
echo 'InitiatorName=iqn.1993-08.org.debian:01:tapelab-guest' >root/etc/iscsi/initiatorname.iscsi
printf '#!/bin/sh\nexec "$@"\n' >root/usr/bin/sudo # everybody is root in the guest, and copy-paste lines may say sudo
chmod +x root/usr/bin/sudo
mke2fs -q -t ext4 -d root root.img 1500M
chmod -R u+w root
rm -rf root initramfs early
