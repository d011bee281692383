# bash completion for subset
_subset() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    case $before in
    --config) mapfile -t COMPREPLY < <(compgen -f -X '!*.toml' -- "$word"; compgen -d -- "$word") ;;
    --report) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --source | --target | --jobs) ;;
    *)
        mapfile -t COMPREPLY < <(compgen -W "run plan --config --source --target --jobs --report --quiet --verbose --log-sql \
            --version --help" -- "$word")
        ;;
    esac
}
complete -o filenames -F _subset subset
