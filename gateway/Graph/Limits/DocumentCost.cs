using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using GraphQL.Validation.Rules.Custom;

namespace UrbanDataHub.Gateway.Graph.Limits;

/// <summary>
/// The cost of an operation, from its document and variables: a field costs one, what lies in a connection as many times as
/// rows are asked of it. Told before execution: what is too dear costs nobody but its sender.
/// </summary>
internal static class DocumentCost
{
    /// <summary>The rule that refuses what is too dear.</summary>
    public static IValidationRule Rule(GraphOptions options) => new ComplexityValidationRule(new ComplexityOptions
    {
        DefaultScalarImpact = 1,
        DefaultObjectImpact = 1,
        // Only connections multiply, by what is asked of them; the lists in them are their rows.
        DefaultListImpactMultiplier = 1,
        ValidateComplexityDelegate = context =>
        {
            if (context.TotalImpact > options.Cost)
                context.Error = Refusal((long)Math.Min(context.TotalImpact, long.MaxValue / 2), options.Cost);
            return Task.CompletedTask;
        },
    });

    private static CostError Refusal(long asked, long allowed) => new(asked, allowed);

    /// <summary>The same as <see cref="GraphRefusal"/>, as an error of validation.</summary>
    public sealed class CostError : ValidationError
    {
        /// <summary>Names what is asked and what is allowed.</summary>
        public CostError(long asked, long allowed)
            : base($"The cost of the document is {asked}; there may be {allowed}. Ask for fewer rows ('first') or fewer fields, page by page.")
        {
            Code = "COST_LIMIT";
            Extensions = new Dictionary<string, object?> { ["limit"] = "cost", ["asked"] = asked, ["allowed"] = allowed };
        }
    }
}
