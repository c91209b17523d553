//! Places on the earth: WGS84, and what registers write instead of it.

/// A point in WGS84, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// North is positive; −90 to 90.
    pub latitude: f64,
    /// East is positive; −180 to 180.
    pub longitude: f64,
}

impl Point {
    /// A point, if there is such a one. The point 0, 0 is none: it is what systems write for "unknown".
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let possible = latitude.is_finite()
            && longitude.is_finite()
            && (-90.0..=90.0).contains(&latitude)
            && (-180.0..=180.0).contains(&longitude)
            && !(latitude.abs() < 1e-9 && longitude.abs() < 1e-9);
        possible.then_some(Self { latitude, longitude })
    }

    /// Whether the point lies in the rectangle around Sweden and its waters.
    #[must_use]
    pub fn in_sweden(self) -> bool {
        (55.0..=69.2).contains(&self.latitude) && (10.0..=24.6).contains(&self.longitude)
    }

    /// The point with its two numbers in each other's place.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        Self::new(self.longitude, self.latitude)
    }

    /// A PostGIS point as hexadecimal EWKB, with or without its reference system (4326 if it is given).
    #[must_use]
    pub fn from_ewkb(hex: &str) -> Option<Self> {
        let hex = hex.trim();
        if !hex.is_ascii() || hex.len() % 2 == 1 || hex.len() > 128 {
            return None;
        }
        let bytes = (0..hex.len() / 2)
            .map(|i| hex.get(2 * i..2 * i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect::<Option<Vec<u8>>>()?;
        let (order, rest) = bytes.split_first()?;
        let little = match order {
            0 => false,
            1 => true,
            _ => return None,
        };
        let word = |at: usize| -> Option<u32> {
            let four: [u8; 4] = rest.get(at..at + 4)?.try_into().ok()?;
            Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
        };
        let double = |at: usize| -> Option<f64> {
            let eight: [u8; 8] = rest.get(at..at + 8)?.try_into().ok()?;
            Some(if little { f64::from_le_bytes(eight) } else { f64::from_be_bytes(eight) })
        };
        let kind = word(0)?;
        if kind & 0x0FFF_FFFF != 1 {
            return None;
        }
        let with_reference = kind & 0x2000_0000 != 0;
        if with_reference && word(4)? != 4326 {
            return None;
        }
        let start = if with_reference { 8 } else { 4 };
        Self::new(double(start + 8)?, double(start)?)
    }

    /// A point given in SWEREF 99 TM (EPSG:3006), in metres: Lantmäteriet's published Gauss–Krüger formulas on
    /// GRS 80, right to the centimetre inside Sweden. SWEREF 99 and WGS84 are taken as one, as everybody does.
    #[must_use]
    pub fn from_sweref(north: f64, east: f64) -> Option<Self> {
        if !(6_000_000.0..=7_800_000.0).contains(&north) || !(200_000.0..=1_000_000.0).contains(&east) {
            return None;
        }
        let (axis, flattening) = (6_378_137.0_f64, 1.0 / 298.257_222_101_f64);
        let (scale, false_east, central) = (0.9996_f64, 500_000.0_f64, 15.0_f64.to_radians());
        let e2 = flattening * (2.0 - flattening);
        let n = flattening / (2.0 - flattening);
        let roof = axis / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
        let delta = [
            n / 2.0 - 2.0 * n.powi(2) / 3.0 + 37.0 * n.powi(3) / 96.0 - n.powi(4) / 360.0,
            n.powi(2) / 48.0 + n.powi(3) / 15.0 - 437.0 * n.powi(4) / 1440.0,
            17.0 * n.powi(3) / 480.0 - 37.0 * n.powi(4) / 840.0,
            4397.0 * n.powi(4) / 161_280.0,
        ];
        let xi = north / (scale * roof);
        let eta = (east - false_east) / (scale * roof);
        let (mut xi_prime, mut eta_prime) = (xi, eta);
        for (factor, term) in [2.0, 4.0, 6.0, 8.0].into_iter().zip(delta) {
            xi_prime -= term * (factor * xi).sin() * (factor * eta).cosh();
            eta_prime -= term * (factor * xi).cos() * (factor * eta).sinh();
        }
        let conformal = (xi_prime.sin() / eta_prime.cosh()).asin();
        let longitude = central + eta_prime.sinh().atan2(xi_prime.cos());
        let series = [
            e2 + e2.powi(2) + e2.powi(3) + e2.powi(4),
            -(7.0 * e2.powi(2) + 17.0 * e2.powi(3) + 30.0 * e2.powi(4)) / 6.0,
            (224.0 * e2.powi(3) + 889.0 * e2.powi(4)) / 120.0,
            -(4279.0 * e2.powi(4)) / 1260.0,
        ];
        let sine = conformal.sin();
        let sum = series.iter().rev().fold(0.0, |sum, term| sum * sine.powi(2) + term);
        let latitude = conformal + sine * conformal.cos() * sum;
        Self::new(latitude.to_degrees(), longitude.to_degrees())
    }
}

/// A number as people and spreadsheets write it: "1 234,5", "1234.5", "−3".
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            ',' => '.',
            '\u{2212}' => '-',
            c => c,
        })
        .collect();
    let plain = compact.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    if !plain {
        return None;
    }
    compact.parse::<f64>().ok().filter(|n| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hexadecimal_point_is_read_as_the_database_wrote_it() {
        let point = Point::from_ewkb("0101000020E6100000A38FF980406F2940B534B74258054C40").expect("a point");
        assert!((point.latitude - 56.041_756).abs() < 1e-9);
        assert!((point.longitude - 12.717_289).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_hexadecimal_point_gives_none() {
        for wrong in
            ["", "01", "zz", "0101000020E610", "0102000020E6100000A38FF980406F2940B534B74258054C40", "ååå"]
        {
            assert_eq!(Point::from_ewkb(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sweref_coordinates_come_out_where_lantmateriet_says() {
        // Lantmäteriet's control points for SWEREF 99 TM.
        let point = Point::from_sweref(6_097_106.672, 356_083.438).expect("a point");
        assert!((point.latitude - 55.0).abs() < 1e-8, "{point:?}");
        assert!((point.longitude - 12.75).abs() < 1e-8, "{point:?}");
    }

    #[test]
    fn numbers_are_read_with_comma_point_or_spaces() {
        assert_eq!(number("1 234,50"), Some(1234.5));
        assert_eq!(number("\u{2212}3.25"), Some(-3.25));
        for wrong in ["", "nan", "inf", "1.2.3", "12 st"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_point_that_means_unknown_is_no_point() {
        assert_eq!(Point::new(0.0, 0.0), None);
        assert_eq!(Point::new(f64::NAN, 12.0), None);
        assert_eq!(Point::new(91.0, 12.0), None);
    }
}
