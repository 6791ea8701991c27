# fish completion for custos(1)

function __custos_drills
    custos drill list 2>/dev/null | string replace -r ' .*' ''
end

function __custos_in -a command verb
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = $command
    and begin
        test -z "$verb"; or begin
            test (count $words) -ge 3; and test "$words[3]" = $verb
        end
    end
end

complete -c custos -n __fish_use_subcommand -f -a audit -d 'judge captures'
complete -c custos -n __fish_use_subcommand -f -a decode -d 'show the PDUs of interceptions'
complete -c custos -n __fish_use_subcommand -f -a survey -d 'draft a network file'
complete -c custos -n __fish_use_subcommand -f -a register -d 'check, seal, list and import network and warrant files'
complete -c custos -n __fish_use_subcommand -f -a drill -d 'synthetic captures whose truth is known'
complete -c custos -n __fish_use_subcommand -f -a people -d 'who stands behind a supplier'
complete -c custos -n __fish_use_subcommand -f -a ledger -d 'the record'
complete -c custos -n __fish_use_subcommand -f -a signer -d "hold a ledger's key"
complete -c custos -n __fish_use_subcommand -f -a share -d 'hand out parts of a record'
complete -c custos -n __fish_use_subcommand -f -a witness -d 'cosign checkpoints of ledgers that were seen to grow'
complete -c custos -n __fish_use_subcommand -f -a verify -d 'check a bundle that was shared'
complete -c custos -l help -d 'say how it is used'
complete -c custos -n '__fish_use_subcommand; or __custos_in audit; or __custos_in decode; or __custos_in survey; or __custos_in signer; or __custos_in share; or __custos_in witness; or __custos_in verify' -l version -d 'say which version it is'

complete -c custos -n '__custos_in audit' -s n -l network -r -F -d 'network inventory'
complete -c custos -n '__custos_in audit' -s w -l warrants -r -F -d warrants
complete -c custos -n '__custos_in audit' -s k -l keylog -r -F -d 'TLS secrets'
complete -c custos -n '__custos_in audit' -s K -l keys -r -F -d 'keys of deliveries'
complete -c custos -n '__custos_in audit' -s o -l output -x -a '(__fish_complete_directories)' -d 'folder for reports and evidence'
complete -c custos -n '__custos_in audit' -l ledger -x -a '(__fish_complete_directories)' -d 'put it on record there'
complete -c custos -n '__custos_in audit' -l json -d 'report as JSON on standard output'
complete -c custos -n '__custos_in audit' -l window -x -d 'how long content is remembered'
complete -c custos -n '__custos_in audit' -l memory -x -a '512M 1G 2G 4G' -d 'what the tables may take'
complete -c custos -n '__custos_in audit' -l threads -x -d 'threads that share the work'
complete -c custos -n '__custos_in audit' -l seal-key -r -F -d 'key that seals targets'
complete -c custos -n '__custos_in audit' -l reveal-targets -d 'show targets in clear'
complete -c custos -n '__custos_in audit' -l export -x -a 'eve ecs ocsf misp stix all' -d 'findings for the tools of others'
complete -c custos -n '__custos_in audit' -l tlp -x -a 'clear green amber amber+strict red' -d 'mark the exports'
complete -c custos -n '__custos_in audit' -l classification -x -d 'mark the exports with a line'
complete -c custos -n '__custos_in audit' -l export-sealed -d 'identifiers in exports as seals'
complete -c custos -n '__custos_in audit' -l fail-on -x -a 'info low medium high critical' -d 'least severity for exit status 1'

complete -c custos -n '__custos_in decode' -s n -l network -r -F -d 'network inventory'
complete -c custos -n '__custos_in decode' -s k -l keylog -r -F -d 'TLS secrets'
complete -c custos -n '__custos_in decode' -s K -l keys -r -F -d 'keys of deliveries'
complete -c custos -n '__custos_in decode' -l json -d 'a JSON object a line'
complete -c custos -n '__custos_in decode' -l seal-key -r -F -d 'key that seals targets'
complete -c custos -n '__custos_in decode' -l reveal-targets -d 'show targets in clear'

complete -c custos -n '__custos_in register; and not __fish_seen_subcommand_from check seal list import' -f -a 'check seal list import'
complete -c custos -n '__custos_in register check; or __custos_in register list' -s n -l network -r -F -d 'network of the warrants'
complete -c custos -n '__custos_in register list' -l json -d 'JSON on standard output'
complete -c custos -n '__custos_in register list' -l reveal-targets -d 'show targets in clear'
complete -c custos -n '__custos_in register seal; or __custos_in register import' -l seal-key -r -F -d 'the key'
complete -c custos -n '__custos_in register import' -s o -l output -r -F -d 'the warrants file'

complete -c custos -n '__custos_in drill; and not __fish_seen_subcommand_from list make run' -f -a 'list make run'
complete -c custos -n '__custos_in drill make; or __custos_in drill run' -f -a '(__custos_drills)'
complete -c custos -n '__custos_in drill list; or __custos_in drill run' -l json -d 'JSON on standard output'
complete -c custos -n '__custos_in drill make; or __custos_in drill run' -l seed -x -d 'number it is made from'
complete -c custos -n '__custos_in drill make; or __custos_in drill run' -l bytes -x -d 'size to reach'
complete -c custos -n '__custos_in drill make' -l records -x -d 'CVs of a corpus'
complete -c custos -n '__custos_in drill run' -l seeds -x -d 'repeat each with so many seeds'
complete -c custos -n '__custos_in drill run' -l score -d 'print detection rates, bytes and seconds to detection'
complete -c custos -n '__custos_in drill make; or __custos_in drill run' -l vary -x -a 'packets= one-in= delay= jitter= cut= tail= pack= snap= loss= loss-access=' -d 'change a number'
complete -c custos -n '__custos_in drill run' -l memory -x -a '16M 64M 512M' -d 'what the tables of an audit may take'
complete -c custos -n '__custos_in drill make' -s o -l output -x -a '(__fish_complete_directories)' -d 'folder to write into'

complete -c custos -n '__custos_in people; and not __fish_seen_subcommand_from extract test report sample score erase correct identify' -f -a 'extract test report sample score erase correct identify'
complete -c custos -n '__custos_in people' -l organisations -r -F -d 'bodies and employers'
complete -c custos -n '__custos_in people' -l employer -x -d 'whose people are looked at'
complete -c custos -n '__custos_in people' -l erased -r -F -d 'pseudonyms left out'
complete -c custos -n '__custos_in people' -l corrections -r -F -d 'what was put right'
complete -c custos -n '__custos_in people extract; or __custos_in people report' -l manifest -r -F -d 'what the corpus is'
complete -c custos -n '__custos_in people extract; or __custos_in people report' -l override-origin -x -d 'why a leaked corpus is used'
complete -c custos -n '__custos_in people extract; or __custos_in people report' -l key -r -F -d 'key of pseudonyms'
complete -c custos -n '__custos_in people extract; or __custos_in people report' -l format -x -a 'jsonl json csv text' -d 'of the corpus'
complete -c custos -n '__custos_in people extract; or __custos_in people report' -l threads -x -d 'threads that read'
complete -c custos -n '__custos_in people test; or __custos_in people report' -l compare -x -d 'with whose people'
complete -c custos -n '__custos_in people test; or __custos_in people report' -l seed -x -d 'of permutations'
complete -c custos -n '__custos_in people test; or __custos_in people report' -l json -d 'JSON on standard output'
complete -c custos -n '__custos_in people test; or __custos_in people report' -l public -d 'the form to hand out'
complete -c custos -n '__custos_in people test; or __custos_in people report' -l ledger -x -a '(__fish_complete_directories)' -d 'put it on record there'
complete -c custos -n '__custos_in people sample' -l hits -x -d 'people with a tie'
complete -c custos -n '__custos_in people sample' -l others -x -d 'people without'
complete -c custos -n '__custos_in people sample; or __custos_in people score' -l seed -x -d 'of the draw'
complete -c custos -n '__custos_in people score' -l json -d 'JSON on standard output'
complete -c custos -n '__custos_in people erase; or __custos_in people correct' -l list -r -F -d 'the list'
complete -c custos -n '__custos_in people correct' -l organisation -x -d 'of what is said'
complete -c custos -n '__custos_in people correct' -l strike -d 'it is not so'
complete -c custos -n '__custos_in people correct' -l from -x -d 'since when'
complete -c custos -n '__custos_in people correct' -l until -x -d 'until when'
complete -c custos -n '__custos_in people correct' -l open -d 'it lasts'
complete -c custos -n '__custos_in people correct; or __custos_in people identify' -l reason -x -d why
complete -c custos -n '__custos_in people identify' -l log -r -F -d 'where it is put on record'
complete -c custos -n '__custos_in people identify' -l ledger -x -a '(__fish_complete_directories)' -d 'and there'
complete -c custos -n '__custos_in people identify' -l manifest -r -F -d 'what the corpus is'
complete -c custos -n '__custos_in people identify' -l override-origin -x -d 'why a leaked corpus is used'
complete -c custos -n '__custos_in people identify' -l key -r -F -d 'key of pseudonyms'
complete -c custos -n '__custos_in people' -s o -l output -r -F -d 'what to write'

complete -c custos -n '__custos_in ledger; and not __fish_seen_subcommand_from init append show prove verify checkpoint cosign timestamp erase' -f -a 'init append show prove verify checkpoint cosign timestamp erase'
complete -c custos -n '__custos_in ledger' -l signer -r -F -d 'socket of a signer that runs'
complete -c custos -n '__custos_in ledger' -l key -r -F -a 'credential: pkcs11:' -d "the signer's key"
complete -c custos -n '__custos_in ledger' -l state -x -a '(__fish_complete_directories)' -d 'what was signed last'
complete -c custos -n '__custos_in ledger init' -l origin -x -d "the ledger's name"
complete -c custos -n '__custos_in ledger init' -l vkey -x -d 'key of the signer that runs'
complete -c custos -n '__custos_in ledger prove' -l growth -x -d 'records there were before'
complete -c custos -n '__custos_in ledger prove; or __custos_in ledger cosign' -s o -l output -r -F -d 'file to write'
complete -c custos -n '__custos_in ledger cosign' -l old -x -d 'what the witness cosigned before'
complete -c custos -n '__custos_in ledger cosign' -l answer -r -F -d 'what a witness answered'
complete -c custos -n '__custos_in ledger cosign; or __custos_in ledger timestamp' -l request -d 'print the file with a request'
complete -c custos -n '__custos_in ledger timestamp' -l check -r -F -d "the authority's answer"
complete -c custos -n '__custos_in ledger timestamp' -l ca -r -F -d 'certificates of authorities'
complete -c custos -n '__custos_in ledger erase' -l why -x -d 'the reason'

complete -c custos -n '__custos_in signer' -l init -d 'make key and state'
complete -c custos -n '__custos_in signer' -l key -r -F -a 'credential: pkcs11:' -d 'where the key is'
complete -c custos -n '__custos_in signer' -l state -x -a '(__fish_complete_directories)' -d 'what was signed last'
complete -c custos -n '__custos_in signer' -l socket -r -F -d 'where ledgers ask'
complete -c custos -n '__custos_in signer' -l origin -x -d "the ledger's name"

complete -c custos -n '__custos_in share' -l ledger -x -a '(__fish_complete_directories)' -d 'the ledger'
complete -c custos -n '__custos_in share' -l finding -x -d 'what is shown'
complete -c custos -n '__custos_in share' -l reveal -x -d 'slots that are shown'
complete -c custos -n '__custos_in share' -l to -r -F -d 'public key of the receiver'
complete -c custos -n '__custos_in share' -l tlp -x -a 'clear green amber amber+strict red' -d 'Traffic Light Protocol'
complete -c custos -n '__custos_in share' -l classification -x -d 'a marking'
complete -c custos -n '__custos_in share' -l case -x -d case
complete -c custos -n '__custos_in share' -l purpose -x -d purpose
complete -c custos -n '__custos_in share' -l release -x -d 'make it once more'
complete -c custos -n '__custos_in share' -s o -l output -r -F -d 'the bundle'
complete -c custos -n '__custos_in share' -l make-key -x -d "a receiver's keys"
complete -c custos -n '__custos_in share' -l signer -r -F -d 'socket of a signer that runs'
complete -c custos -n '__custos_in share' -l key -r -F -a 'credential: pkcs11:' -d "the signer's key"
complete -c custos -n '__custos_in share' -l state -x -a '(__fish_complete_directories)' -d 'what was signed last'

complete -c custos -n '__custos_in witness' -l init -d 'make key and state'
complete -c custos -n '__custos_in witness' -l key -r -F -a 'credential: pkcs11:' -d 'where the key is'
complete -c custos -n '__custos_in witness' -l state -x -a '(__fish_complete_directories)' -d 'what was cosigned last'
complete -c custos -n '__custos_in witness' -l name -x -d 'name of the witness'
complete -c custos -n '__custos_in witness' -l policy -r -F -d 'whose checkpoints'
complete -c custos -n '__custos_in witness' -l listen -x -d 'where requests are taken'
complete -c custos -n '__custos_in witness' -l answer -r -F -d 'answer a request in a file'

complete -c custos -n '__custos_in verify' -s k -l key -r -F -d 'secret key of the receiver'
complete -c custos -n '__custos_in verify' -s x -l extract -r -F -d 'write what was sealed into an archive'
complete -c custos -n '__custos_in verify' -s p -l policy -r -F -d 'logs and witnesses that you trust'

complete -c custos-verify -s k -l key -r -F -d 'secret key of the receiver'
complete -c custos-verify -s x -l extract -r -F -d 'write what was sealed into an archive'
complete -c custos-verify -s p -l policy -r -F -d 'logs and witnesses that you trust'
complete -c custos-verify -l help -d 'say how it is used'
complete -c custos-verify -l version -d 'say which version it is'
