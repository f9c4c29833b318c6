# Types $1 and a tab into an interactive zsh that has sourced $SCRIPT, and prints the line that it makes of it.
zmodload zsh/zpty zsh/zselect
zpty -b shell zsh -f -i
seen=
await() {
  local part
  local -i tries=0
  while [[ $seen != *${~1}* ]] && (( tries++ < 1200 )); do
    if zpty -r -t shell part 2> /dev/null; then seen+=$part; else zselect -t 5; fi
  done
}
setup='PS1="> "; stty -echo; postern() { print -r -- "$NAMES"; }; source $SCRIPT; bindkey "^I" complete-word;'
setup+=' show() { print -r -- "LINE[$BUFFER]"; BUFFER=; zle accept-line }; zle -N show; bindkey "^T" show; print LOA""DED'
zpty -w shell $setup
await LOADED
seen=
zpty -w -n shell "$1"$'\t'$'\x14'
await 'LINE\[*\]'
print -r -- "${${seen##*LINE\[}%%\]*}"
zpty -d shell
