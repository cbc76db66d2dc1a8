import { wordGroups } from './word-list.ts'

/** Words that turn a question into its opposite or its counterpart. They are compared by their stems. */
export const antonymPairs = wordGroups(`
enable/disable activate/deactivate turn_on/turn_off switch_on/switch_off on/off allow/forbid allow/block allow/deny permit/prohibit
permit/deny accept/reject accept/decline accept/refuse approve/reject approve/deny grant/revoke grant/deny authorize/forbid legal/illegal
lawful/unlawful before/after earlier/later early/late first/last previous/next begin/end start/stop start/finish start/end open/close
include/exclude inclusive/exclusive buy/sell purchase/sale buyer/seller lend/borrow lender/borrower rent/own lease/buy import/export
minimum/maximum min/max minimize/maximize minimal/maximal increase/decrease increase/reduce raise/lower rise/fall grow/shrink gain/lose
gain/loss profit/loss win/lose winner/loser victory/defeat expand/contract expand/collapse extend/shorten widen/narrow up/down upward/downward
upper/lower uppercase/lowercase upstream/downstream upload/download upgrade/downgrade ascend/descend ascending/descending top/bottom above/below over/under
high/low tall/short long/short big/small large/small great/little wide/narrow thick/thin deep/shallow heavy/light fast/slow quick/slow
quickly/slowly hot/cold warm/cool heat/cool freeze/thaw freeze/melt boil/freeze wet/dry full/empty fill/empty strong/weak strengthen/weaken hard/soft
hard/easy difficult/easy easy/hard simple/complex simplify/complicate good/bad better/worse best/worst positive/negative plus/minus add/remove add/subtract
add/delete sum/difference addition/subtraction multiply/divide multiplication/division numerator/denominator dividend/divisor insert/delete insert/remove
append/prepend push/pop push/pull enqueue/dequeue attach/detach connect/disconnect link/unlink bind/unbind mount/unmount lock/unlock install/uninstall load/unload
zip/unzip compress/decompress compress/extract pack/unpack wrap/unwrap fold/unfold encode/decode encrypt/decrypt serialize/deserialize parse/format
marshal/unmarshal stage/unstage stash/pop commit/revert merge/split join/split combine/separate join/leave unite/divide undo/redo do/undo cut/paste
copy/move hide/show hidden/visible visible/invisible show/conceal mute/unmute subscribe/unsubscribe follow/unfollow like/dislike love/hate friend/enemy ally/enemy
register/unregister login/logout log_in/log_out sign_in/sign_out check_in/check_out enter/exit enter/leave entrance/exit arrive/depart arrival/departure come/go inbound/outbound
incoming/outgoing ingress/egress inside/outside inner/outer internal/external interior/exterior input/output read/write readable/writable send/receive sender/receiver
sender/recipient give/take give/receive give/get offer/demand supply/demand ask/answer question/answer request/response teach/learn teacher/student hire/fire employer/employee
employed/unemployed landlord/tenant parent/child father/son mother/daughter husband/wife brother/sister man/woman male/female boy/girl king/queen uncle/aunt
young/old new/old modern/ancient old/recent fresh/stale past/future yesterday/tomorrow day/night morning/evening am/pm noon/midnight summer/winter spring/autumn
north/south east/west northern/southern eastern/western left/right leftmost/rightmost front/back front/rear forward/backward forwards/backwards ahead/behind
horizontal/vertical horizontally/vertically row/column latitude/longitude clockwise/counterclockwise concave/convex parallel/perpendicular parallel/serial
same/different similar/different similarity/difference equal/unequal equal/different identical/different alike/different advantage/disadvantage pro/con benefit/drawback benefit/risk
strength/weakness true/false right/wrong correct/incorrect correct/wrong valid/invalid validate/invalidate success/failure succeed/fail pass/fail possible/impossible
public/private open/closed free/paid free/occupied cheap/expensive rich/poor wealth/poverty asset/liability debit/credit debtor/creditor income/expense revenue/cost deposit/withdraw
deposit/withdrawal save/spend gross/net fixed/variable bull/bear bullish/bearish appreciate/depreciate inflation/deflation surplus/deficit long/short call/put
static/dynamic mutable/immutable synchronous/asynchronous sync/async local/global local/remote client/server frontend/backend online/offline manual/automatic manually/automatically
implicit/explicit abstract/concrete relative/absolute odd/even prime/composite integer/decimal finite/infinite bounded/unbounded linear/nonlinear singular/plural active/passive active/inactive
activity/inactivity active/retired literal/figurative formal/informal polite/rude kind/cruel safe/dangerous safe/unsafe secure/insecure healthy/unhealthy healthy/sick alive/dead live/die birth/death born/died
live/dead growth/decline attack/defend attack/defense offense/defense war/peace guilty/innocent plaintiff/defendant prosecution/defense innocent/guilty major/minor majority/minority
more/less more/fewer most/least most/fewest many/few much/little all/none all/some always/never often/rarely frequently/rarely usually/rarely everyone/nobody everything/nothing
somebody/nobody something/nothing everywhere/nowhere ever/never both/neither either/neither with/without for/against from/to into/out_of near/far close/far nearest/farthest shortest/longest
lossy/lossless wired/wireless sighted/blind raw/cooked sweet/sour sweet/bitter sharp/dull bright/dark light/dark black/white loud/quiet noisy/quiet clean/dirty smooth/rough
tight/loose tighten/loosen tense/relaxed present/absent presence/absence exist/lack appear/disappear gather/scatter build/destroy create/destroy create/delete construct/demolish
produce/consume producer/consumer source/destination source/target origin/destination cause/effect cause/prevent cause/cure allergic/immune theory/practice fact/fiction fact/opinion
remember/forget known/unknown expected/unexpected certain/uncertain likely/unlikely usual/unusual common/rare general/specific broad/narrow proven/disproven prove/disprove
agree/disagree support/oppose praise/criticize encourage/discourage help/hinder protect/harm improve/worsen rise/decline ripe/unripe visible/hidden optimist/pessimist optimistic/pessimistic
domestic/foreign urban/rural national/international native/foreign mandatory/optional required/optional voluntary/mandatory temporary/permanent permanent/temporary reversible/irreversible
renewable/nonrenewable saturated/unsaturated soluble/insoluble acid/base acidic/basic proton/electron anode/cathode conductor/insulator solid/liquid liquid/gas male/female vertebrate/invertebrate
carnivore/herbivore predator/prey endothermic/exothermic oxidation/reduction inhale/exhale systolic/diastolic artery/vein hyper/hypo hypertension/hypotension sleep/wake asleep/awake
supervised/unsupervised precision/recall bias/variance overfit/underfit train/test mean/median primary/secondary parent/child ancestor/descendant superclass/subclass override/overload
shallow/deep eager/lazy stateful/stateless blocking/nonblocking lower/upper head/tail ceiling/floor prefix/suffix opaque/transparent foreground/background
`)
