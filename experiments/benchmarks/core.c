/* The core update of an interaction in C: a yardstick for the speed of the compiled rules, no second engine.

   It repeats what core.py drives through the real rules (perceive, advanced, trust_of), in the same order of operations, so that both
   leave the same bytes. Records and constants come from layout.h, which core.py writes from trustsim/state.py for each build. */

#include <math.h>
#include <stdint.h>
#include "layout.h"

typedef struct { uint32_t w[4]; } block;

static inline block philox4x32(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0, uint32_t k1)
{
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (block){{c0, c1, c2, c3}};
}

static inline block words(uint64_t seed, int stream, uint64_t who, int64_t week, int64_t event, int number)
{
    uint32_t code = (uint32_t)(((int64_t)stream << 24) | (event << 8) | number);
    return philox4x32((uint32_t)who, (uint32_t)(who >> 32), (uint32_t)week, code, (uint32_t)seed, (uint32_t)(seed >> 32));
}

static inline double unit(uint32_t word) { return ((double)word + 0.5) * 2.3283064365386963e-10; }
static inline double unit_high(uint32_t word) { return ((double)(word >> 16) + 0.5) * 1.52587890625e-05; }
static inline double unit_low(uint32_t word) { return ((double)(word & 0xFFFF) + 0.5) * 1.52587890625e-05; }
static inline double response(double x) { return 0.5 + 0.5 * x / sqrt(1.0 + x * x); }
static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }

static inline double ceiling(const constants_t *p, const tie_t *tie, int quality)
{
    double own = quality == COMPETENCE ? tie->scar_competence : tie->scar_integrity;
    double other = quality == COMPETENCE ? tie->scar_integrity : tie->scar_competence;
    return larger(0.0, 1.0 - own - p->beliefs.other_scar * other);
}

static inline double loss_ratio(const constants_t *p, double familiarity)
{
    double known = familiarity / (familiarity + p->discernment.familiarity_half);
    return p->beliefs.loss_ratio_new + (p->beliefs.loss_ratio_familiar - p->beliefs.loss_ratio_new) * known;
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

static inline int perceive(const constants_t *p, uint64_t seed, const pair_t *pair, tie_t *tie, int side, const staff_t *actor,
                           team_t *team, int64_t week, int64_t event, double shift, double notice_chance)
{
    double familiarity = (double)tie->familiarity, ratio = loss_ratio(p, familiarity);
    block drawn = words(seed, INTERACTION, pair->key, week, event, 2 + side);
    int good_ones = 0;
    for (int q = 0; q < 4; q++) {
        int shown = unit_high(drawn.w[q]) < response(actor->show_base[q] + shift);
        int good = shown && unit_low(drawn.w[q]) < notice_chance;
        if (p->beliefs.rival == RANDOM_NULL)
            good = unit_high(drawn.w[q]) < NULL_CHANCE;
        team->shown[q] += shown;
        good_ones += good;
        double loss = tie->swift == 1 && q == COMPETENCE ? ratio * p->first_trust.swift_fragility : ratio;
        tie->belief[q] = updated(p, tie->belief[q], ceiling(p, tie, q), good, loss, familiarity);
    }
    team->acts += 1;
    tie->familiarity += 1;
    return good_ones;
}

static inline int advanced(const constants_t *p, const tie_t *tie, int won, double overlap, double credentials, const block *drawn)
{
    double worst = larger(tie->scar_integrity, tie->scar_competence);
    if (won && tie->stage < IDENTIFICATORY) {
        if (tie->familiarity > p->stages.identificatory_familiarity && overlap > p->stages.identificatory_overlap
            && worst < p->stages.identificatory_scar && unit(drawn->w[2]) < p->stages.identificatory_chance)
            return IDENTIFICATORY;
        double tested = p->stages.practice_chance * response(6.0 * tie->trust - 3.0);
        if (tie->stage < PRACTICE && tie->scar_integrity < p->stages.practice_scar && unit(drawn->w[1]) < tested)
            return PRACTICE;
    }
    if (tie->stage == CALCULATIVE && tie->scar_integrity < p->stages.role_scar
        && unit(drawn->w[0]) < p->stages.role_chance * credentials)
        return ROLE;
    return tie->stage;
}

static inline double trust_of(const constants_t *p, const double *belief, int stage)
{
    double total = 0.0;
    if (p->beliefs.rival == PLAIN_MEAN) {
        for (int q = 0; q < 4; q++)
            total += STAGE_WEIGHTS[stage][q] * belief[q];
        return total;
    }
    if (p->beliefs.rival == STRICT_MINIMUM)
        return smaller(smaller(belief[0], belief[1]), smaller(belief[2], belief[3]));
    for (int q = 0; q < 4; q++)
        total += STAGE_WEIGHTS[stage][q] / larger(smaller(belief[q], 1.0), p->beliefs.trust_floor);
    return 1.0 / total;
}

static inline double notice(const constants_t *p, const staff_t *observer, const tie_t *tie)
{
    double known = (double)tie->familiarity;
    return response(observer->notice_base + p->discernment.familiarity * (known / (known + p->discernment.familiarity_half) - 0.5));
}

/* As many encounters of every pair in every week; returns directed interactions. */
int64_t core_weeks(uint64_t seed, const constants_t *given, const staff_t *staff, const pair_t *pairs, tie_t *ties, team_t *teams,
                   int64_t n_pairs, int64_t first_week, int64_t weeks, int64_t encounters)
{
    const constants_t own = *given, *p = &own;   /* nobody else can change them: they may stay in registers */
    int64_t interactions = 0;
    for (int64_t week = first_week; week < first_week + weeks; week++) {
        for (int64_t number = 0; number < n_pairs; number++) {
            const pair_t *pair = &pairs[number];
            const staff_t *a = &staff[pair->a], *b = &staff[pair->b];
            tie_t *tie_a = &ties[2 * number], *tie_b = &ties[2 * number + 1];
            double shift_a = p->demonstration.own_trust * (2.0 * tie_a->trust - 1.0);
            double shift_b = p->demonstration.own_trust * (2.0 * tie_b->trust - 1.0);
            for (int64_t k = 0; k < encounters; k++) {
                int64_t event = ((int64_t)JOINT << 12) | k;
                double notice_a = notice(p, a, tie_a), notice_b = notice(p, b, tie_b);
                int good_a = perceive(p, seed, pair, tie_a, 0, b, &teams[b->team], week, event, shift_b, notice_a);
                int good_b = perceive(p, seed, pair, tie_b, 1, a, &teams[a->team], week, event, shift_a, notice_b);
                int won = good_a >= p->beliefs.builds_from && good_b >= p->beliefs.builds_from;
                if (won || tie_a->stage == CALCULATIVE || tie_b->stage == CALCULATIVE) {
                    block drawn_a = words(seed, STAGE, pair->key, week, event, 0);
                    block drawn_b = words(seed, STAGE, pair->key, week, event, 1);
                    tie_a->stage = advanced(p, tie_a, won, pair->overlap, 1.0, &drawn_a);
                    tie_b->stage = advanced(p, tie_b, won, pair->overlap, 1.0, &drawn_b);
                }
                interactions += 2;
            }
            tie_a->trust = trust_of(p, tie_a->belief, tie_a->stage);
            tie_b->trust = trust_of(p, tie_b->belief, tie_b->stage);
        }
    }
    return interactions;
}
