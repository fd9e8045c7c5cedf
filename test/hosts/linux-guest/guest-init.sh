#!/bin/bash
# The guest's first process. It sets up what a booted Debian would have, then obeys the second serial port: each line that arrives is
# `NUMBER SECONDS SCRIPT` with the script in base64; each answer is one line `NUMBER EXIT-CODE OUTPUT` with stdout and stderr in base64.
# The first serial port is the kernel's console.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TAPE=/dev/nst0

mount -t proc proc /proc
mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts
mount -t tmpfs run /run
mount -t tmpfs -o size=80% tmp /tmp
mount -o remount,rw /
hostname guest
mkdir -p /run/lock/iscsi

modprobe -a virtio_net iscsi_tcp st sg ch
ip link set lo up
interface=$(basename "$(ls -d /sys/class/net/e* | head -n 1)")
ip link set "$interface" up
ip address add 192.0.2.15/24 dev "$interface"
iscsid

stty -F /dev/ttyS1 raw -echo
exec 3<>/dev/ttyS1
echo '0 0 ' >&3
cd /root || exit
# Ten minutes without a step mean that whoever started this guest is gone.
while read -r -t 600 number seconds script <&3; do
  base64 -d <<<"$script" >/run/step.sh
  timeout --kill-after=5 "$seconds" bash /run/step.sh >/run/step.output 2>&1 </dev/null 3>&-
  echo "$number $? $(tail -c 200000 /run/step.output | base64 -w 0)" >&3
done
echo o >/proc/sysrq-trigger
sleep 60
