using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using UrbanDataHub.Hosting.Configuration;

namespace UrbanDataHub.Sensors.Storage;

/// <summary>How long observations are kept: <c>HUB_RETENTION</c>, an ISO 8601 duration of years, months, weeks or days; for ever unless it is set.</summary>
internal sealed partial class RetentionRule
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "HUB_RETENTION";

    private readonly int _months;
    private readonly int _days;

    private RetentionRule(int months, int days) => (_months, _days) = (months, days);

    /// <summary>Reads the variable.</summary>
    /// <exception cref="ConfigurationException">It is no duration.</exception>
    public static RetentionRule From(IConfiguration configuration) => Read(configuration[Variable]);

    /// <summary>Reads <c>P5Y</c>, or <c>off</c>.</summary>
    /// <exception cref="ConfigurationException">It is no duration.</exception>
    public static RetentionRule Read(string? text)
    {
        if (text is null or "" or "off")
            return new RetentionRule(0, 0);
        var match = Duration().Match(text);
        int Part(string name) => match.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
        var rule = new RetentionRule((12 * Part("years")) + Part("months"), (7 * Part("weeks")) + Part("days"));
        return match.Success && rule is not { _months: 0, _days: 0 }
            ? rule
            : throw new ConfigurationException($"{Variable}: '{text}' is neither 'off' nor a duration such as P5Y, P18M or P1000D.");
    }

    /// <summary>The begin of the oldest partition that is kept at <paramref name="now"/>: only whole years are dropped.</summary>
    public DateTime KeptFrom(DateTime now)
    {
        if (this is { _months: 0, _days: 0 })
            return DateTime.MinValue;
        var year = now.AddMonths(-_months).AddDays(-_days).Year;
        return year > Partitions.Oldest ? new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc) : DateTime.MinValue;
    }

    [GeneratedRegex(@"^P(?=\d)(?:(?<years>\d{1,3})Y)?(?:(?<months>\d{1,3})M)?(?:(?<weeks>\d{1,3})W)?(?:(?<days>\d{1,5})D)?$")]
    private static partial Regex Duration();
}
