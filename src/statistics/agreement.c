#include "statistics/agreement.h"

#include <math.h>

struct estimate agreement_kappa(const struct table *marks)
{
    double n = (double)(marks->a + marks->b + marks->c + marks->d);
    double cell[2][2] = {{(double)marks->a / n, (double)marks->b / n}, {(double)marks->c / n, (double)marks->d / n}};
    double first[2] = {cell[0][0] + cell[0][1], cell[1][0] + cell[1][1]};
    double second[2] = {cell[0][0] + cell[1][0], cell[0][1] + cell[1][1]};
    double same = cell[0][0] + cell[1][1], chance = first[0] * second[0] + first[1] * second[1];
    if (!(n > 0) || chance >= 1) return (struct estimate){NAN, NAN, NAN};
    double kappa = (same - chance) / (1 - chance), v = 0;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++) {
            double off = (first[k] + second[i]) * (1 - kappa);
            v += cell[i][k] * (i == k ? (1 - off) * (1 - off) : off * off);
        }
    double less = kappa - chance * (1 - kappa);
    double half = NORMAL_95 * sqrt(fmax(v - less * less, 0) / n) / (1 - chance);
    return (struct estimate){kappa, fmax(kappa - half, -1), fmin(kappa + half, 1)};
}

double agreement_corrected(double seen, double sensitivity, double specificity)
{
    double told = sensitivity + specificity - 1;
    if (!(told > 0) || isnan(seen)) return NAN;
    return fmax(0, fmin(1, (seen + specificity - 1) / told));
}
