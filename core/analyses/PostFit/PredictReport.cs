using FedOnco.Analyses.Reporting;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>Fitted values with standard errors at given values of the variables; on the scale of the link unless type = "response".</summary>
internal static class PredictReport
{
    public static Result Of(Protos.PostFit call, FittedModel model)
    {
        var arguments = new PostFitArguments(call, "newdata", "type");
        var data = new NewData(arguments.Find("newdata", first: true), model.Context);
        var response = arguments.IsResponse();
        double[] fitted = new double[data.Rows], errors = new double[data.Rows];
        for (var i = 0; i < data.Rows; i++)
        {
            var run = data.Run(i);
            var row = model.Row(c => c.Evaluate(run).Span[0]);
            foreach (var factor in model.Terms.Variables.Where(v => v.IsFactor))
            {
                if (!model.UsedLevels(factor).Contains((int)factor.Columns[0].Evaluate(run).Span[0]))
                    throw new FedOncoException(ErrorReason.UnknownLevel, $"Row {i + 1} of newdata has a level of {factor.Text} that does not occur in the fit.", null);
            }

            var (estimate, error) = FittedModel.Combine(model.Fit, row);
            foreach (var offset in model.Terms.Offsets) estimate += offset.Evaluate(run).Span[0];
            fitted[i] = response ? model.Link.Mean(estimate) : estimate;
            errors[i] = response ? error * Math.Abs(model.Link.Slope(estimate)) : error;
        }

        var table = new TableBuilder();
        foreach (var name in data.Names) table.Texts(name, Enumerable.Range(0, data.Rows).Select(i => data.Text(name, i)));
        return new Result { Tidy = table.Numbers(".fitted", fitted).Numbers(".se.fit", errors).Build() }.With("nobs", model.Fit.Nobs);
    }
}
