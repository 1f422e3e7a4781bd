#!/bin/sh
# Rebuilds vector V1 of docs/draw.md, an enterprise draw, with printf, sort and sha256sum (and the usual cut, awk, wc).
set -eu
work=$(mktemp -d "${TMPDIR:-/tmp}/draw-v1.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C
hash() { sha256sum | cut -c1-64; }
H() { printf '%s\n' "$@" | hash; }
hx() { printf '%s' "$1" | hash; }
expect() { [ "$2" = "$3" ] || { echo "not ok - $1: $2, expected $3"; exit 1; }; echo "ok - $1"; }
file() { sha256sum "$1" | cut -c1-64; }
count() { echo $(($(wc -l < "$1") - 1)); }

T=$(printf '\t')
draw=TV1-2025-E
stratum() { case $1 in ENT0?|ENT1[012]) echo A ;; ENT1[3-7]) echo B ;; ENT18|ENT19|ENT20) echo C ;; *) echo D ;; esac; }
objects='01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22'
{ for n in $objects; do echo "ENT$n$T$(stratum "ENT$n")${T}1$T-"; done; } | sort > rows
{ echo ssj/v1/population; cat rows; } > population.txt
{ echo ssj/v1/registry; { cut -f1 rows; echo ENT90; } | sort; } > registry.txt
{ echo ssj/v1/exclusions; echo "ENT90${T}recent${T}5108deb71ee1d00d8e14ad48f2ddee3dca264528a5ae802ac5a682ee11ecc0d7"; } > exclusions.txt
{ echo ssj/v1/plan; for line in A:3 B:20 C:50 D:100; do
    echo "stratum$T${line%:*}${T}ratio$T${line#*:}${T}100${T}1$T-"; done; } > plan.txt

# x_i of a ladder: the secret hashed i times; of four, the anchor is x_4 and rung k is x_(4-k).
ladder() { value=$(hx "$2"); i=0; while [ $i -lt "$3" ]; do value=$(H ssj/v1/ladder "$1" "$value"); i=$((i + 1)); done; echo "$value"; }
anchor=$(ladder bureau-L1 'vector ladder secret' 4)
rung1=$(ladder bureau-L1 'vector ladder secret' 3)
rung2=$(ladder bureau-L1 'vector ladder secret' 2)
reserve_anchor=$(ladder disc-L1 'vector reserve secret' 4)
reserve1=$(ladder disc-L1 'vector reserve secret' 3)
{ echo ssj/v1/contributors
  echo "01${T}clerk-zhang${T}fresh${T}-${T}notary"
  echo "02${T}inspector-li${T}fresh${T}-${T}notary"
  echo "03${T}server${T}ladder${T}bureau-L1:1:$anchor${T}archive"
  echo "04${T}discipline${T}reserve${T}disc-L1:1:$reserve_anchor${T}archive"; } > contributors.txt
{ echo ssj/v1/freeze; echo "draw$T$draw"; echo "supersedes$T-"; echo "profile${T}A"
  for list in registry population exclusions; do echo "$list$T$(file $list.txt)$T$(count $list.txt)"; done
  for list in plan contributors; do echo "$list$T$(file $list.txt)"; done; } > freeze.txt
expect population "$(file population.txt)" ae6809e258f5296996c302f23df4383bb6ca59da826dbe1e0fba817484ac69e4
freeze=$(file freeze.txt)
expect freeze "$freeze" 724ff903c623863d007e3785126244ce76db16724ffc622b94cba5ee715e56a2

r1=$(hx 'vector fresh 1'); r2=$(hx 'vector fresh 2')
expect 'commit 01' "$(H ssj/v1/commit $draw "$freeze" 01 clerk-zhang "$r1")" \
    afbe9608b42f487b0fc25bf6a6330fc6df5ac2f6f6887b7bb53ca91354624503
expect 'commit 02' "$(H ssj/v1/commit $draw "$freeze" 02 inspector-li "$r2")" \
    96630b79cc32b2f1352dddda06865d2161e545c86785d7c73dfdf4b35a235a24
expect 'rung 1 leads to the anchor' "$(H ssj/v1/ladder bureau-L1 "$rung1")" "$anchor"
expect 'rung 2 exposes rung 1 (V5)' "$(H ssj/v1/ladder bureau-L1 "$rung2")" "$rung1"
seed=$(H ssj/v1/seed $draw "$freeze" 3 "01${T}clerk-zhang${T}fresh$T$r1" "02${T}inspector-li${T}fresh$T$r2" \
    "03${T}server${T}ladder$T$rung1")
expect seed "$seed" 170107aa57369115415fcf449069dfd85b7df7616faf984de219db99f4146494

# Lowest tickets of label $1 under seed $2 among the ids $3…
rank() { label=$1 by=$2; shift 2; for id in "$@"; do echo "$(H ssj/v1/ticket "$label" "$by" "$id" 1) $id"; done | sort | cut -d' ' -f2; }
in_stratum() { awk -F"$T" -v s="$1" '$2 == s {print $1}' rows; }
list() { tr '\n' ' ' | sed 's/ $//'; }
drawn=
for line in A:3 B:20 C:50 D:100; do
    s=${line%:*}; n=$(in_stratum "$s" | wc -l); k=$(((n * ${line#*:} + 99) / 100))
    drawn="$drawn $(rank E "$seed" $(in_stratum "$s") | head -n $k | list)"
done
expect selection "${drawn# }" 'ENT04 ENT15 ENT18 ENT19 ENT22 ENT21'
expect batches "$(rank B "$seed" $drawn | list)" 'ENT15 ENT04 ENT22 ENT18 ENT19 ENT21'
reseed=$(H ssj/v1/reseed $draw "$seed" 1 2 "03${T}server${T}ladder$T$rung2" "04${T}discipline${T}reserve$T$reserve1")
expect 'reseed 1' "$reseed" 9625cc4eb8482be25d2cbf4d7c7948a86b33be48966a566aaac37eac8967bbff
expect 'replacement in A' "$(rank R "$reseed" $(in_stratum A | grep -v ENT04) | head -n 1)" ENT02
echo 'V1 rebuilt by printf, sort and sha256sum'
