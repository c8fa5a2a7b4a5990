using System.Globalization;
using System.Text.RegularExpressions;
using UrbanDataHub.Hosting.Web;
using UrbanDataHub.Sensors.SensorThings.Model;

namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>What is read at the end of a path.</summary>
internal enum Ending
{
    /// <summary>The entity or the entities themselves.</summary>
    Entity,

    /// <summary>Links to them: <c>$ref</c>.</summary>
    References,

    /// <summary>One property as JSON.</summary>
    Property,

    /// <summary>One property as bare text: <c>$value</c>.</summary>
    Value,
}

/// <summary>A step of a path: an entity set at the begin, relations then.</summary>
/// <param name="Navigation">Null for the first.</param>
/// <param name="Id">The entity meant; null for all, or for the only one.</param>
internal sealed record PathStep(EntityType Type, Navigation? Navigation, long? Id)
{
    /// <summary>Whether the step leads to any number of entities.</summary>
    public bool IsSet => Id is null && Navigation is not { Many: false };
}

/// <summary>An address below the service root (OGC 18-088, clause 9.2).</summary>
/// <param name="Property">The property read, for those endings.</param>
internal sealed partial record ResourcePath(IReadOnlyList<PathStep> Steps, Ending Ending, EntityProperty? Property)
{
    private const int MostSteps = 12;

    /// <summary>The last step.</summary>
    public PathStep Last => Steps[^1];

    /// <summary>Reads a path without its slash in front.</summary>
    /// <exception cref="ProblemException">404: there is nothing of the kind.</exception>
    public static ResourcePath Read(string path)
    {
        var segments = path.Split('/');
        var steps = new List<PathStep>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (steps.Count > 0 && Rest(steps[^1], segments[i..]) is { } end)
                return new ResourcePath(steps, end.Ending, end.Property);
            if (steps.Count == MostSteps)
                throw ProblemException.NotFound($"The path has more than {MostSteps} steps.");
            steps.Add(Step(steps.LastOrDefault(), segments[i]));
        }

        return new ResourcePath(steps, Ending.Entity, null);
    }

    private static (Ending Ending, EntityProperty? Property)? Rest(PathStep step, string[] rest)
    {
        if (rest is ["$ref"])
            return (Ending.References, null);
        if (step.IsSet || step.Type.Property(rest[0]) is not { } property)
            return null;
        return rest.Length switch
        {
            1 => (Ending.Property, property),
            2 when rest[1] == "$value" => (Ending.Value, property),
            _ => throw ProblemException.NotFound($"There is nothing at '{string.Join('/', rest)}' of a {step.Type.Name}."),
        };
    }

    private static PathStep Step(PathStep? before, string segment)
    {
        var match = Segment().Match(segment);
        var (name, number) = (match.Groups["name"].Value, match.Groups["id"]);
        var id = !number.Success ? (long?)null
            : long.TryParse(number.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : throw ProblemException.NotFound($"There is no entity '{segment}': ids are whole numbers.");
        if (before is null)
            return new PathStep(EntityModel.OfSet(name) ?? throw Unknown(segment, $"entity set; there are {string.Join(", ", EntityModel.All.Select(t => t.Set))}"), null, id);
        if (before.IsSet)
            throw Unknown(segment, $"part of an entity set; an id is missing: {before.Type.Set}(1)");
        var navigation = before.Type.Navigation(name);
        return navigation is null || (id is not null && !navigation.Many)
            ? throw Unknown(segment, $"property or relation of a {before.Type.Name}")
            : new PathStep(EntityModel.Target(navigation), navigation, id);
    }

    private static ProblemException Unknown(string segment, string what) => ProblemException.NotFound($"'{segment}' is no {what}.");

    [GeneratedRegex(@"^(?<name>[^()]*)(\((?<id>[^()]*)\))?$")]
    private static partial Regex Segment();
}
