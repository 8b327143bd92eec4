using FedOnco.Protos;

namespace FedOnco.Language;

/// <summary>The call language: R-call text to a typed question and back.</summary>
public static class CallLanguage
{
    /// <summary>Parses one call ("coxph(Surv(days, death) ~ age, data = breast)") into its typed message.</summary>
    public static ParsedCall Parse(string call) => throw new NotImplementedException();

    /// <summary>The canonical call: Parse(Print(q)).Question equals q.</summary>
    public static string Print(Question question) => throw new NotImplementedException();
}
