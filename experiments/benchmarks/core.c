/* The core update of an interaction in C: a yardstick for the speed of the compiled rules, no second engine.

   It repeats what core.py drives through the real rules (perceive, advanced, trust_of), in the same order of operations, so that both
   leave the same bytes. Records and constants come from layout.h, which core.py writes from trustsim/state.py for each build. */

#include <math.h>
#include <stdint.h>
#include "layout.h"

enum { AT_ONCE = 1024 };   /* encounters whose luck is drawn in one go */

/* One block of four words for each of n keys: a plain loop, which compilers turn into vector instructions. */
static void draw_many(uint64_t seed, int64_t week, const uint64_t *who, const uint64_t *codes, uint32_t shift, int n, uint32_t luck[][AT_ONCE])
{
    for (int e = 0; e < n; e++) {
        uint32_t c0 = (uint32_t)who[e], c1 = (uint32_t)(who[e] >> 32), c2 = (uint32_t)week, c3 = (uint32_t)codes[e] + shift;
        uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
        for (int round = 0; round < 10; round++) {   /* Philox 4x32-10 */
            uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
            c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
            c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
            c1 = (uint32_t)p1;
            c3 = (uint32_t)p0;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        luck[0][e] = c0;
        luck[1][e] = c1;
        luck[2][e] = c2;
        luck[3][e] = c3;
    }
}

static void draw_encounters(uint64_t seed, int64_t week, const uint64_t *who, const uint64_t *codes, int n, uint32_t luck[][AT_ONCE])
{
    draw_many(seed, week, who, codes, (uint32_t)INTERACTION << 24, n, luck);
    draw_many(seed, week, who, codes, ((uint32_t)INTERACTION << 24) | 1, n, luck + 4);
    for (int k = 0; k < QUALITY_BLOCKS; k++) {
        draw_many(seed, week, who, codes, ((uint32_t)INTERACTION << 24) | (2 + 2 * k), n, luck + SHOWN_TO_A + 4 * k);
        draw_many(seed, week, who, codes, ((uint32_t)INTERACTION << 24) | (3 + 2 * k), n, luck + SHOWN_TO_B + 4 * k);
    }
}

static void draw_gates(uint64_t seed, int64_t week, const uint64_t *who, const uint64_t *codes, int n, uint32_t luck[][AT_ONCE])
{
    draw_many(seed, week, who, codes, (uint32_t)STAGE << 24, n, luck + STAGE_OF_A);
    draw_many(seed, week, who, codes, ((uint32_t)STAGE << 24) | 1, n, luck + STAGE_OF_B);
}

static inline double unit(uint32_t word) { return ((double)word + 0.5) * 2.3283064365386963e-10; }
static inline double unit_high(uint32_t word) { return ((double)(word >> 16) + 0.5) * 1.52587890625e-05; }
static inline double unit_low(uint32_t word) { return ((double)(word & 0xFFFF) + 0.5) * 1.52587890625e-05; }
static inline double response(double x) { return 0.5 + 0.5 * x / sqrt(1.0 + x * x); }
static inline int is_below_response(double u, double x)
{
    double v = 2.0 * u - 1.0;
    return v * fabs(v) * (1.0 + x * x) < x * fabs(x);
}
static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }

static inline double ceiling(const constants_t *p, const tie_t *tie, int quality)
{
    double own = quality == COMPETENCE ? tie->scar_competence : tie->scar_integrity;
    double other = quality == COMPETENCE ? tie->scar_integrity : tie->scar_competence;
    return larger(0.0, 1.0 - own - p->beliefs.other_scar * other);
}

static inline double share_known(const constants_t *p, double familiarity)
{
    return familiarity / (familiarity + p->discernment.familiarity_half);
}

static inline double updated(const constants_t *p, double belief, double top, int good, double ratio, double familiarity)
{
    double gain = p->beliefs.gain;
    if (p->beliefs.rival == BANK)
        return good ? smaller(2.0, belief + 0.4 * gain) : larger(0.0, belief - 0.4 * gain * ratio);
    if (p->beliefs.rival == BETA_COUNT) {
        double step = 1.0 / (familiarity + 2.0);
        return good ? belief + step * (top - belief) : belief - step * belief;
    }
    return good ? belief + gain * larger(0.0, top - belief) : belief - gain * ratio * belief;
}

static inline int perceive(const constants_t *p, tie_t *tie, const staff_t *actor, team_t *team, double known, double shift, double notice,
                           uint32_t luck[][AT_ONCE], int first, int e)
{
    double familiarity = (double)tie->familiarity;
    double ratio = p->beliefs.loss_ratio_new + (p->beliefs.loss_ratio_familiar - p->beliefs.loss_ratio_new) * known;
    int good_ones = 0;
    for (int q = 0; q < N_QUALITIES; q++) {
        uint32_t word = luck[first + q][e];
        int shown = is_below_response(unit_high(word), actor->show_base[q] + shift);
        int good = shown & is_below_response(unit_low(word), notice);
        if (p->beliefs.rival == RANDOM_NULL)
            good = unit_high(word) < NULL_CHANCE;
        team->shown[q] += shown;
        good_ones += good;
        double loss = tie->swift == 1 && q == COMPETENCE ? ratio * p->first_trust.swift_fragility : ratio;
        tie->belief[q] = updated(p, tie->belief[q], ceiling(p, tie, q), good, loss, familiarity);
    }
    team->acts += 1;
    tie->familiarity += 1;
    return good_ones;
}

static inline int advanced(const constants_t *p, const tie_t *tie, int won, double overlap, double credentials,
                           uint32_t luck[][AT_ONCE], int first, int e)
{
    double worst = larger(tie->scar_integrity, tie->scar_competence);
    if (won && tie->stage < IDENTIFICATORY) {
        if (tie->familiarity > p->stages.identificatory_familiarity && overlap > p->stages.identificatory_overlap
            && worst < p->stages.identificatory_scar && unit(luck[first + 2][e]) < p->stages.identificatory_chance)
            return IDENTIFICATORY;
        double tested = p->stages.practice_chance * response(6.0 * tie->trust - 3.0);
        if (tie->stage < PRACTICE && tie->scar_integrity < p->stages.practice_scar && unit(luck[first + 1][e]) < tested)
            return PRACTICE;
    }
    if (tie->stage == CALCULATIVE && tie->scar_integrity < p->stages.role_scar
        && unit(luck[first][e]) < p->stages.role_chance * credentials)
        return ROLE;
    return tie->stage;
}

static inline double trust_of(const constants_t *p, const double *belief, int stage)
{
    double total = 0.0;
    if (p->beliefs.rival == PLAIN_MEAN) {
        for (int q = 0; q < N_QUALITIES; q++)
            total += STAGE_WEIGHTS[stage][q] * belief[q];
        return total;
    }
    if (p->beliefs.rival == STRICT_MINIMUM) {
        double least = belief[0];
        for (int q = 1; q < N_QUALITIES; q++)
            least = smaller(least, belief[q]);
        return least;
    }
    for (int q = 0; q < N_QUALITIES; q++)
        total += STAGE_WEIGHTS[stage][q] / larger(smaller(belief[q], 1.0), p->beliefs.trust_floor);
    return 1.0 / total;
}

/* As many encounters of every pair in every week; returns directed interactions. */
int64_t core_weeks(uint64_t seed, const constants_t *given, const staff_t *staff, const pair_t *pairs, tie_t *ties, team_t *teams,
                   int64_t n_pairs, int64_t first_week, int64_t weeks, int64_t encounters)
{
    static uint32_t luck[LUCK_ROWS][AT_ONCE], gates[STAGE_ROWS][AT_ONCE];
    static uint64_t who[AT_ONCE], codes[AT_ONCE];
    const constants_t own = *given, *p = &own;   /* nobody else can change them: they may stay in registers */
    int64_t interactions = 0, at_once = AT_ONCE / encounters;
    for (int64_t week = first_week; week < first_week + weeks; week++) {
        for (int64_t start = 0; start < n_pairs; start += at_once) {
            int64_t stop = start + at_once < n_pairs ? start + at_once : n_pairs;
            int n = 0, e = 0;
            for (int64_t number = start; number < stop; number++)
                for (int64_t k = 0; k < encounters; k++, n++) {
                    who[n] = pairs[number].key;
                    codes[n] = (uint64_t)(((int64_t)JOINT << 12) | k) << 8;
                }
            draw_encounters(seed, week, who, codes, n, luck);
            draw_gates(seed, week, who, codes, n, gates);
            for (int64_t number = start; number < stop; number++) {
                const pair_t *pair = &pairs[number];
                const staff_t *a = &staff[pair->a], *b = &staff[pair->b];
                tie_t *tie_a = &ties[2 * number], *tie_b = &ties[2 * number + 1];
                double shift_a = p->demonstration.own_trust * (2.0 * tie_a->trust - 1.0);
                double shift_b = p->demonstration.own_trust * (2.0 * tie_b->trust - 1.0);
                for (int64_t k = 0; k < encounters; k++, e++) {
                    double known_a = share_known(p, (double)tie_a->familiarity), known_b = share_known(p, (double)tie_b->familiarity);
                    double notice_a = a->notice_base + p->discernment.familiarity * (known_a - 0.5);
                    double notice_b = b->notice_base + p->discernment.familiarity * (known_b - 0.5);
                    int good_a = perceive(p, tie_a, b, &teams[b->team], known_a, shift_b, notice_a, luck, SHOWN_TO_A, e);
                    int good_b = perceive(p, tie_b, a, &teams[a->team], known_b, shift_a, notice_b, luck, SHOWN_TO_B, e);
                    int won = good_a >= p->beliefs.builds_from && good_b >= p->beliefs.builds_from;
                    if (won || tie_a->stage == CALCULATIVE || tie_b->stage == CALCULATIVE) {
                        tie_a->stage = advanced(p, tie_a, won, pair->overlap, 1.0, gates, STAGE_OF_A, e);
                        tie_b->stage = advanced(p, tie_b, won, pair->overlap, 1.0, gates, STAGE_OF_B, e);
                    }
                    interactions += 2;
                }
                tie_a->trust = trust_of(p, tie_a->belief, tie_a->stage);
                tie_b->trust = trust_of(p, tie_b->belief, tie_b->stage);
            }
        }
    }
    return interactions;
}
